package org.blockyard.commands.bitmap;

import java.io.IOException;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBitmaps;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Option;
import org.blockyard.platform.Platform;

/**
 * A bitmap as commands name it.
 *
 * @param node the name of its node
 * @param name its name
 */
record BitmapName(
        @Option("name of the node") String node, @Option("name of the bitmap") String name) {
    /** The bitmap. */
    DirtyBitmap find(Platform platform) throws IOException {
        return of(platform).require(name);
    }

    /** The bitmaps of its node. */
    DirtyBitmaps of(Platform platform) throws BlockException {
        return platform.graph()
                .find(node)
                .map(BlockNode::dirtyBitmaps)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "Node '" + node + "' not found"));
    }
}
