package org.blockyard.job.mirror;

import java.io.IOException;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.NodeOptions.Discard;

/** In what pieces a disk is mirrored. */
final class Granularity {
    private static final int LEAST = 4 << 10;
    private static final int MOST = 64 << 10;

    private Granularity() {}

    /** All clean, in the pieces that the plan says or that suit the target. */
    static DirtyBits bits(MirrorPlan plan, MirrorNodes nodes) throws IOException {
        long piece =
                plan.granularity().isPresent()
                        ? plan.granularity().getAsLong()
                        : Math.clamp(
                                nodes.target().describe().clusterSize().orElse(MOST), LEAST, MOST);
        return new DirtyBits(nodes.source().length(), piece);
    }

    /** Whether zeroes on a node give its space back. */
    static boolean unmaps(BlockNode node) {
        return node.options().discard() == Discard.UNMAP;
    }
}
