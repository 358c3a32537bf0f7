package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.driver.Preallocated;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.Extent;

/** Looks a place up through a chain of layers, as a reader of the top one gets it. */
public final class ChainStatus {
    /** How many pieces are joined at most, so that an answer comes in reasonable time. */
    private static final int MOST_PIECES = 1024;

    private ChainStatus() {}

    /** The longest run of one kind at a place that can be had in reasonable time. */
    public static ChainExtent at(NodeChannel top, long offset, long length, Optional<String> base)
            throws IOException {
        var run = top.chain(offset, length, 0, base);
        for (int pieces = 1; pieces < MOST_PIECES && run.length() < length; pieces++) {
            var next = top.chain(offset + run.length(), length - run.length(), 0, base);
            if (!continues(run, next)) {
                break;
            }
            run = sized(run, run.length() + next.length());
        }
        return run;
    }

    private static boolean continues(ChainExtent run, ChainExtent next) {
        // without a copy of each to compare: a tool may ask this for each cluster of a disk
        return run.data() == next.data()
                && run.zero() == next.zero()
                && run.present() == next.present()
                && run.compressed() == next.compressed()
                && run.depth() == next.depth()
                && run.offset().isPresent() == next.offset().isPresent()
                && (run.offset().isEmpty()
                        || run.offset().getAsLong() + run.length() == next.offset().getAsLong())
                && run.fileName().equals(next.fileName());
    }

    /** Follows a layer's extent to where its bytes come from. */
    static ChainExtent follow(
            OpenDevice open, Extent extent, long offset, int depth, Optional<String> base)
            throws IOException {
        return switch (extent.kind()) {
            case DATA -> data(open, extent, offset, depth);
            case ZERO, ZERO_ALLOCATED -> here(open, extent, offset, depth, false);
            case UNALLOCATED -> below(open, extent, offset, depth, base);
            case PASS_THROUGH -> through(open, extent, offset, depth, base);
        };
    }

    /** Data, of which the child that holds them may know that they read as zeroes. */
    private static ChainExtent data(OpenDevice open, Extent extent, long offset, int depth)
            throws IOException {
        var found = here(open, extent, offset, depth, true);
        if (extent.location().isEmpty()
                || !(open.device instanceof Preallocated device && device.preallocated())) {
            return found;
        }
        var child = open.links.child(extent.location().get().child());
        long from = extent.location().get().offset();
        long rest = child.map(NodeChannel::length).orElse(0L) - from;
        if (child.isEmpty()) {
            return found;
        }
        if (rest <= 0) {
            return zeroes(found);
        }
        var inside = child.get().chain(from, Math.min(rest, found.length()), 0, Optional.empty());
        var known = sized(found, inside.length());
        return inside.zero() ? zeroes(known) : known;
    }

    private static ChainExtent zeroes(ChainExtent e) {
        return new ChainExtent(
                e.length(),
                e.data(),
                true,
                e.present(),
                e.compressed(),
                e.depth(),
                e.offset(),
                e.fileName());
    }

    private static ChainExtent here(
            OpenDevice open, Extent extent, long offset, int depth, boolean data) {
        OptionalLong place = OptionalLong.empty();
        Optional<String> file = Optional.empty();
        if (extent.location().isPresent()) {
            var location = extent.location().get();
            place = OptionalLong.of(location.offset());
            file = open.links.child(location.child()).map(NodeChannel::fileName);
        } else if (open.policy.protocol()) {
            place = OptionalLong.of(offset);
            file = Optional.of(open.links.fileName());
        }
        return new ChainExtent(
                extent.length(), data, !data, true, extent.compressed(), depth, place, file);
    }

    private static ChainExtent below(
            OpenDevice open, Extent extent, long offset, int depth, Optional<String> base)
            throws IOException {
        var backing = open.links.backing();
        if (backing.isEmpty()) {
            return nowhere(open, extent, depth + 1);
        }
        if (base.equals(backing.map(NodeChannel::nodeName))) {
            return nothing(extent.length(), false, false, depth + 1);
        }
        long rest = backing.get().length() - offset;
        if (rest <= 0) {
            // behind a shorter backing's end nothing can be, so nobody looks further down
            return nowhere(open, extent, depth + 1);
        }
        return backing.get().chain(offset, Math.min(extent.length(), rest), depth + 1, base);
    }

    private static ChainExtent through(
            OpenDevice open, Extent extent, long offset, int depth, Optional<String> base)
            throws IOException {
        var location = extent.location().orElseThrow();
        var child = open.links.child(location.child());
        if (child.isEmpty()) {
            return here(open, Extent.data(extent.length()), offset, depth, true);
        }
        long rest = child.get().length() - location.offset();
        if (rest <= 0) {
            return nothing(extent.length(), true, true, depth);
        }
        return child.get().chain(location.offset(), Math.min(extent.length(), rest), depth, base);
    }

    private static ChainExtent nothing(long length, boolean zero, boolean present, int depth) {
        return new ChainExtent(
                length, false, zero, present, false, depth, OptionalLong.empty(), Optional.empty());
    }

    /** Zeroes, since no layer has anything; space for them may be kept. */
    private static ChainExtent nowhere(OpenDevice open, Extent extent, int depth) {
        var none = nothing(extent.length(), true, false, depth);
        if (extent.location().isEmpty()) {
            return none;
        }
        var location = extent.location().get();
        return new ChainExtent(
                none.length(),
                none.data(),
                none.zero(),
                none.present(),
                none.compressed(),
                none.depth(),
                OptionalLong.of(location.offset()),
                open.links.child(location.child()).map(NodeChannel::fileName));
    }

    private static ChainExtent sized(ChainExtent e, long length) {
        return new ChainExtent(
                length,
                e.data(),
                e.zero(),
                e.present(),
                e.compressed(),
                e.depth(),
                e.offset(),
                e.fileName());
    }
}
