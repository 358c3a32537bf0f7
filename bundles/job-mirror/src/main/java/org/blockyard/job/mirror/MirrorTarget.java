package org.blockyard.job.mirror;

import java.util.Optional;
import org.blockyard.graph.BlockNode;

/**
 * Where a disk is mirrored to.
 *
 * @param node the node
 * @param own whether the mirror opened it, so that it goes with the mirror unless it is used then
 * @param blank whether it reads as zeroes
 * @param backing what the target is backed by when it takes the disk's place, if that is to change
 */
record MirrorTarget(BlockNode node, boolean own, boolean blank, Optional<TargetBacking> backing) {
    /** A node that somebody else opened. */
    static MirrorTarget given(BlockNode node) {
        return new MirrorTarget(node, false, false, Optional.empty());
    }
}
