package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.RequestFlags;
import org.blockyard.job.JobControl;

/** Marks what the target lacks at the beginning, while guests already write. */
final class InitialMarks {
    /** How much is looked at, or zeroed, between two looks at the job's wishes. */
    private static final long STEP = 1L << 30;

    private final Lane source;
    private final Lane target;
    private final DirtyBits bits;
    private final JobControl control;

    InitialMarks(Lane source, Lane target, DirtyBits bits, JobControl control) {
        this.source = source;
        this.target = target;
        this.bits = bits;
        this.control = control;
    }

    /**
     * Marks all, or, where the target reads as zeroes, all that does not.
     *
     * @param isZero whether the target reads as zeroes already
     * @param canZero whether it can be made so by giving its space back
     */
    void full(boolean isZero, boolean canZero) throws IOException {
        if (isZero || canZero && zeroTarget()) {
            mark(Optional.empty(), run -> !run.zero());
        } else {
            bits.set(0, bits.length());
        }
    }

    private boolean zeroTarget() throws IOException {
        var flags = RequestFlags.MAY_UNMAP.with(RequestFlags.NO_FALLBACK);
        for (long at = 0; at < bits.length(); at += STEP) {
            control.pausePoint();
            if (!target.writeZeroes(at, Math.min(STEP, bits.length() - at), flags)) {
                return false;
            }
        }
        return true;
    }

    /** Marks what a layer above a base holds. */
    void above(String base) throws IOException {
        mark(Optional.of(base), ChainExtent::present);
    }

    private void mark(Optional<String> base, Predicate<ChainExtent> wanted) throws IOException {
        for (long at = 0; at < bits.length(); ) {
            control.pausePoint();
            at = mark(at, base, wanted);
        }
    }

    /** Marks a part; where it ends. A job that is to pause must have no request in flight. */
    private long mark(long from, Optional<String> base, Predicate<ChainExtent> wanted)
            throws IOException {
        var end = new long[1];
        source.chainStatus(
                from,
                Math.min(STEP, bits.length() - from),
                base,
                (offset, run) -> {
                    if (wanted.test(run)) {
                        bits.set(offset, run.length());
                    }
                    end[0] = offset + run.length();
                    return !control.pausing();
                });
        return end[0];
    }
}
