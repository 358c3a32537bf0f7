package org.blockyard.kernel.internal.path;

import static org.blockyard.kernel.internal.path.ChainAnswers.continues;
import static org.blockyard.kernel.internal.path.ChainAnswers.here;
import static org.blockyard.kernel.internal.path.ChainAnswers.nothing;
import static org.blockyard.kernel.internal.path.ChainAnswers.nowhere;
import static org.blockyard.kernel.internal.path.ChainAnswers.sized;
import static org.blockyard.kernel.internal.path.ChainAnswers.zeroes;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Preallocated;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.ChainTaker;
import org.blockyard.io.Extent;

/** Looks a place up through a chain of layers, as a reader of the top one gets it. */
public final class ChainStatus {
    /** How many pieces are joined at most, so that an answer comes in reasonable time. */
    private static final int MOST_PIECES = 1024;

    /** How many pieces are joined at most where nobody may be kept waiting. */
    private static final int MOST_AT_ONCE = 64;

    private ChainStatus() {}

    /** The longest run of one kind at a place that can be had in reasonable time. */
    public static ChainExtent at(NodeChannel top, long offset, long length, Optional<String> base)
            throws IOException {
        return run(top, offset, length, base, Asking.WAITING, MOST_PIECES).orElseThrow();
    }

    /** Each run of a range, until the taker has enough; every layer is asked once for a piece. */
    public static void each(
            NodeChannel top, long offset, long length, Optional<String> base, ChainTaker taker)
            throws IOException {
        long start = offset;
        long end = offset + length;
        var run = top.chain(start, length, 0, base);
        for (long at = start + run.length(); at < end; ) {
            var next = top.chain(at, end - at, 0, base);
            at += next.length();
            if (continues(run, next)) {
                run = sized(run, run.length() + next.length());
            } else if (taker.take(start, run)) {
                start += run.length();
                run = next;
            } else {
                return;
            }
        }
        taker.take(start, run);
    }

    /** As {@link #at} to the end of the chain, of what each layer on the way knows at once. */
    public static Optional<ChainExtent> tryAt(NodeChannel top, long offset, long length)
            throws IOException {
        return run(top, offset, length, Optional.empty(), Asking.AT_ONCE, MOST_AT_ONCE);
    }

    private static Optional<ChainExtent> run(
            NodeChannel top,
            long offset,
            long length,
            Optional<String> base,
            Asking asking,
            int most)
            throws IOException {
        var first = asking.chain(top, offset, length, 0, base);
        if (first.isEmpty() || first.get().length() == length) {
            return first;
        }
        var run = first.get();
        for (int pieces = 1; pieces < most && run.length() < length; pieces++) {
            var next = asking.chain(top, offset + run.length(), length - run.length(), 0, base);
            if (next.isEmpty() || !continues(run, next.get())) {
                break;
            }
            run = sized(run, run.length() + next.get().length());
        }
        return Optional.of(run);
    }

    /** Follows a layer's extent to where its bytes come from. */
    static Optional<ChainExtent> follow(
            OpenDevice open,
            Extent extent,
            long offset,
            int depth,
            Optional<String> base,
            Asking asking)
            throws IOException {
        return switch (extent.kind()) {
            case DATA -> data(open, extent, offset, depth, asking);
            case ZERO, ZERO_ALLOCATED -> Optional.of(here(open, extent, offset, depth, false));
            case UNALLOCATED -> below(open, extent, offset, depth, base, asking);
            case PASS_THROUGH -> through(open, extent, offset, depth, base, asking);
        };
    }

    /** Data, of which the child that holds them may know that they read as zeroes. */
    private static Optional<ChainExtent> data(
            OpenDevice open, Extent extent, long offset, int depth, Asking asking)
            throws IOException {
        var found = here(open, extent, offset, depth, true);
        if (extent.location().isEmpty()
                || !(open.device instanceof Preallocated device && asking.mayBeAhead(device))) {
            return Optional.of(found);
        }
        var child = open.links.child(extent.location().get().child());
        if (child.isEmpty()) {
            return Optional.of(found);
        }
        long from = extent.location().get().offset();
        long rest = child.get().length() - from;
        if (rest <= 0) {
            return asking.zeroesInside(zeroes(found));
        }
        var inside =
                asking.chain(
                        child.get(), from, Math.min(rest, found.length()), 0, Optional.empty());
        if (inside.isEmpty()) {
            return inside;
        }
        var known = sized(found, inside.get().length());
        return inside.get().zero() ? asking.zeroesInside(zeroes(known)) : Optional.of(known);
    }

    private static Optional<ChainExtent> below(
            OpenDevice open,
            Extent extent,
            long offset,
            int depth,
            Optional<String> base,
            Asking asking)
            throws IOException {
        var backing = open.links.backing();
        if (backing.isEmpty()) {
            return Optional.of(nowhere(open, extent, depth + 1));
        }
        if (base.equals(backing.map(NodeChannel::nodeName))) {
            return Optional.of(nothing(extent.length(), false, false, depth + 1));
        }
        long rest = backing.get().length() - offset;
        if (rest <= 0) {
            // behind a shorter backing's end nothing can be, so nobody looks further down
            return Optional.of(nowhere(open, extent, depth + 1));
        }
        return asking.chain(
                backing.get(), offset, Math.min(extent.length(), rest), depth + 1, base);
    }

    private static Optional<ChainExtent> through(
            OpenDevice open,
            Extent extent,
            long offset,
            int depth,
            Optional<String> base,
            Asking asking)
            throws IOException {
        var location = extent.location().orElseThrow();
        var child = open.links.child(location.child());
        if (child.isEmpty()) {
            return Optional.of(here(open, Extent.data(extent.length()), offset, depth, true));
        }
        long rest = child.get().length() - location.offset();
        if (rest <= 0) {
            return Optional.of(nothing(extent.length(), true, true, depth));
        }
        return asking.chain(
                child.get(), location.offset(), Math.min(extent.length(), rest), depth, base);
    }
}
