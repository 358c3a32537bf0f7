package org.blockyard.job.kit;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.job.JobControl;

/**
 * Those ranges of a chain of layers that a job wants, from the front to the end; the rest counts as
 * done when it is passed.
 */
public final class ChainRanges implements Ranges {
    private static final long CHUNK = 512 << 10;

    private final Lane lane;
    private final long length;
    private final Optional<String> end;
    private final Predicate<ChainExtent> wanted;
    private final JobControl control;
    private long position;

    /**
     * The ranges of the whole disk.
     *
     * @param lane the top layer
     * @param end the node at which the chain ends, if not where it ends by itself
     * @param wanted which ranges the job wants
     */
    public ChainRanges(
            Lane lane, Optional<String> end, Predicate<ChainExtent> wanted, JobControl control) {
        this.lane = lane;
        this.length = lane.length();
        this.end = end;
        this.wanted = wanted;
        this.control = control;
    }

    /**
     * Whether layers hold a range. One that is longer than the next layer hides with zeroes what is
     * further down, which counts as held.
     */
    public static boolean held(ChainExtent run) {
        return run.present() || run.zero();
    }

    @Override
    public Optional<Range> next() throws IOException {
        while (position < length && !control.pausing()) {
            long at = position;
            var run = lane.chainStatus(at, length - at, end);
            if (wanted.test(run)) {
                long count = Math.min(run.length(), CHUNK);
                position += count;
                return Optional.of(run.zero() ? Range.free(at, count) : Range.data(at, count));
            }
            position += run.length();
            control.advance(run.length());
        }
        return Optional.empty();
    }
}
