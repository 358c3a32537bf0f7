package org.blockyard.job.commit.internal;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.job.kit.Range;
import org.blockyard.job.kit.Ranges;

/** What was written: made clean as it is told, from the front to the end and then anew. */
final class DirtyRanges implements Ranges {
    private final DirtyBits dirty;
    private final LongSupplier longest;
    private long position;

    /**
     * What was written.
     *
     * @param longest how long the next range may be
     */
    DirtyRanges(DirtyBits dirty, LongSupplier longest) {
        this.dirty = dirty;
        this.longest = longest;
    }

    @Override
    public Optional<Range> next() {
        long most = longest.getAsLong();
        var run = dirty.take(position, dirty.length(), most);
        if (run.isEmpty()) {
            run = dirty.take(0, dirty.length(), most);
        }
        run.ifPresent(taken -> position = (taken.end() + mask()) & ~mask());
        return run.map(taken -> Range.data(taken.offset(), taken.length()));
    }

    private long mask() {
        return dirty.granularity() - 1;
    }
}
