package org.blockyard.job.commit.internal;

import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.job.kit.LaneCopy;
import org.blockyard.job.kit.Range;
import org.blockyard.job.kit.Ranges;

/** What was written: made clean as it is told, from the front to the end and then anew. */
final class DirtyRanges implements Ranges {
    private final DirtyBits dirty;
    private long position;

    DirtyRanges(DirtyBits dirty) {
        this.dirty = dirty;
    }

    @Override
    public Optional<Range> next() {
        var run = dirty.take(position, dirty.length(), LaneCopy.CHUNK);
        if (run.isEmpty()) {
            run = dirty.take(0, dirty.length(), LaneCopy.CHUNK);
        }
        run.ifPresent(taken -> position = (taken.end() + mask()) & ~mask());
        return run.map(taken -> Range.data(taken.offset(), taken.length()));
    }

    private long mask() {
        return dirty.granularity() - 1;
    }
}
