package org.blockyard.kernel.internal.path;

import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.Extent;

/** Makes the answers that tell what a reader of a chain gets. */
final class ChainAnswers {
    private ChainAnswers() {}

    /** What a layer holds itself: data, or that they read as zeroes. */
    static ChainExtent here(OpenDevice open, Extent extent, long offset, int depth, boolean data) {
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

    /** What lies nowhere. */
    static ChainExtent nothing(long length, boolean zero, boolean present, int depth) {
        return new ChainExtent(
                length, false, zero, present, false, depth, OptionalLong.empty(), Optional.empty());
    }

    /** Zeroes, since no layer has anything; space for them may be kept. */
    static ChainExtent nowhere(OpenDevice open, Extent extent, int depth) {
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

    /** The same, known to read as zeroes. */
    static ChainExtent zeroes(ChainExtent e) {
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

    /** The same of another length. */
    static ChainExtent sized(ChainExtent e, long length) {
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

    /** Whether an answer says the same as the one before it, of the bytes that follow. */
    static boolean continues(ChainExtent run, ChainExtent next) {
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
}
