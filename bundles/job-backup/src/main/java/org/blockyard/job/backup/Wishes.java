package org.blockyard.job.backup;

import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.driver.Compressing;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.Jobs;
import org.blockyard.job.kit.JobNodes;

/**
 * What is asked for, found in the graph and checked to make sense.
 *
 * @param options as they were given
 * @param source the node that is copied
 * @param target the node that is copied to
 * @param bitmap the bitmap, if one is named
 */
record Wishes(
        BackupOptions options, BlockNode source, BlockNode target, Optional<DirtyBitmap> bitmap) {
    static Wishes check(BackupOptions options, BlockNode source, BlockNode target, Jobs jobs)
            throws BlockException {
        requireModes(options);
        var bitmap = bitmap(options, source);
        requireNodes(options, source, target);
        JobNodes.requireFree(jobs, List.of(source, target));
        requireWork(options.performance());
        if (bitmap.isPresent() && options.clearing() != BitmapMode.NEVER) {
            bitmap.get().requireModifiable();
        }
        if (source.length() != target.length()) {
            throw invalid("Source and target image have different sizes");
        }
        return new Wishes(options, source, target, bitmap);
    }

    /** The node of that name. */
    static BlockNode node(BlockGraph graph, String name) throws BlockException {
        return graph.find(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Cannot find device='"
                                                + name
                                                + "' nor node-name='"
                                                + name
                                                + "'"));
    }

    private static void requireModes(BackupOptions options) throws BlockException {
        var sync = options.sync();
        if (options.byBitmap() && options.bitmap().isEmpty()) {
            throw invalid("must provide a valid bitmap name for '" + sync.word() + "' sync mode");
        }
        if (sync == SyncMode.INCREMENTAL
                && options.bitmapMode().isPresent()
                && options.bitmapMode().get() != BitmapMode.ON_SUCCESS) {
            throw invalid(
                    "Bitmap sync mode must be 'on-success' when using sync mode 'incremental'");
        }
    }

    private static Optional<DirtyBitmap> bitmap(BackupOptions options, BlockNode source)
            throws BlockException {
        if (options.bitmap().isEmpty()) {
            if (options.bitmapMode().isPresent()) {
                throw invalid("Cannot specify bitmap sync mode without a bitmap");
            }
            return Optional.empty();
        }
        var name = options.bitmap().get();
        var found =
                source.dirtyBitmaps()
                        .find(name)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Bitmap '" + name + "' could not be found"));
        var sync = options.sync();
        if (sync != SyncMode.INCREMENTAL && options.bitmapMode().isEmpty()) {
            throw invalid("Bitmap sync mode must be given when providing a bitmap");
        }
        found.requireUsable();
        if (sync == SyncMode.NONE) {
            throw invalid("sync mode 'none' does not produce meaningful bitmap outputs");
        }
        if (options.clearing() == BitmapMode.NEVER && !options.byBitmap()) {
            throw invalid(
                    "Bitmap sync mode 'never' has no meaningful effect when combined with sync mode '"
                            + sync.word()
                            + "'");
        }
        return Optional.of(found);
    }

    private static void requireNodes(BackupOptions options, BlockNode source, BlockNode target)
            throws BlockException {
        if (source.name().equals(target.name())) {
            throw invalid("Source and target cannot be the same");
        }
        if (options.compress() && !target.has(Compressing.class)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Compression is not supported for this drive " + target.name());
        }
    }

    private static void requireWork(Performance performance) throws BlockException {
        if (performance.maxWorkers() < 1 || performance.maxWorkers() > Integer.MAX_VALUE) {
            throw invalid("max-workers must be between 1 and " + Integer.MAX_VALUE);
        }
        if (performance.maxChunk() < 0) {
            throw invalid("max-chunk must be zero (which means no limit) or positive");
        }
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
