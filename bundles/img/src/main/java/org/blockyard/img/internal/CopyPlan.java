package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.Describable;
import org.blockyard.graph.BlockNode;

/**
 * How to copy.
 *
 * @param selection what is copied
 * @param base the node at which a look down the source's chain ends
 * @param blank whether the target reads as zeroes, or as its backing image, where nothing was
 *     written
 * @param sparse the shortest run of zero bytes that is not written; 0 to write all
 * @param unit bytes that the target compresses in one piece; 0 if it is not to compress
 * @param salvage whether what can't be read is taken as zeroes
 * @param workers how many pieces are copied at once
 * @param eager whether so from the beginning, or only once a piece comes that takes computing
 * @param ordered whether they are written in their order, which keeps the target in one piece
 * @param rate the most bytes a second, 0 for no limit
 */
record CopyPlan(
        Selection selection,
        Optional<String> base,
        boolean blank,
        int sparse,
        int unit,
        boolean salvage,
        int workers,
        boolean eager,
        boolean ordered,
        long rate) {
    /** The shortest run of zeroes that is looked for where nothing else was said. */
    static final int DEFAULT_SPARSE = 4096;

    /** How much is done at once where nothing else was said. */
    static final int DEFAULT_WORKERS = 8;

    /**
     * How much to do at once between these, if nobody said it: what is remote answers late, so more
     * is asked for meanwhile; between files more than one for each processor only costs.
     */
    static int workers(List<BlockNode> nodes) {
        return nodes.stream().allMatch(CopyPlan::isLocal)
                ? Math.clamp(Runtime.getRuntime().availableProcessors(), 2, DEFAULT_WORKERS)
                : DEFAULT_WORKERS;
    }

    /**
     * Whether copying between these is more than moving bytes in memory, for which a second worker
     * would only be in the way: of the lock on the file, and of the cache.
     */
    static boolean takesLong(List<BlockNode> nodes) throws IOException {
        for (var node : nodes) {
            if (!isLocal(node)
                    || node.has(Describable.class)
                            && node.with(Describable.class, d -> d.describe().encrypted())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLocal(BlockNode node) {
        var below = node.child("file");
        return below.isPresent()
                ? isLocal(below.get())
                : node.driver().equals("file") && !node.options().cacheDirect();
    }

    /** What is copied. */
    enum Selection {
        /** All that a reader of the source gets. */
        ALL,
        /** Only what the source's top image holds itself: the target has the rest below it. */
        OWN,
        /** What the images above the base hold. */
        ABOVE_BASE
    }

    /** Copies what lies above a node in the source's chain, over what the target has. */
    static CopyPlan aboveBase(BlockNode top, BlockNode base, long rate) throws IOException {
        return new CopyPlan(
                Selection.ABOVE_BASE,
                Optional.of(base.name()),
                false,
                DEFAULT_SPARSE,
                0,
                false,
                workers(List.of(top, base)),
                takesLong(List.of(top, base)),
                true,
                rate);
    }
}
