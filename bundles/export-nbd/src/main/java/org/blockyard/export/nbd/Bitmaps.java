package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.Bitmapped;
import org.blockyard.export.ExportContext;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Finds the dirty bitmaps that an export is to offer. */
final class Bitmaps {
    private static final int MOST_BELOW = 200;

    private Bitmaps() {}

    /**
     * The nodes that keep the bitmaps, by the bitmaps' names.
     *
     * @param wanted names, or trees with {@code node} and {@code name}
     */
    static Map<String, BlockNode> find(ExportContext context, List<Object> wanted)
            throws IOException {
        var found = new LinkedHashMap<String, BlockNode>();
        for (var one : wanted) {
            var node = context.user().node();
            var name = one.toString();
            if (one instanceof Map<?, ?> tree) {
                node = context.platform().graph().require(text(tree, "node"));
                name = text(tree, "name");
            }
            if (found.putIfAbsent(name, keeper(node, name, context.options().writable())) != null) {
                throw wrong("Bitmap '" + name + "' is given twice");
            }
        }
        return found;
    }

    private static String text(Map<?, ?> tree, String key) throws BlockException {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw wrong("Parameter 'bitmaps." + key + "' is missing");
    }

    /** The node, or one below it, that keeps the bitmap. */
    private static BlockNode keeper(BlockNode top, String name, boolean writable)
            throws IOException {
        Optional<BlockNode> node = Optional.of(top);
        for (int i = 0; node.isPresent() && i < MOST_BELOW; i++) {
            var current = node.get();
            for (var bitmap : bitmaps(current)) {
                if (bitmap.name().equals(name)) {
                    check(bitmap, !writable && !top.readOnly());
                    return current;
                }
            }
            node = below(current);
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "Bitmap '" + name + "' is not found");
    }

    /** A format without a disk below it of its own, such as raw, hands on its file's. */
    private static Optional<BlockNode> below(BlockNode node) {
        var backing = node.child("backing");
        boolean onlyFile = node.children().size() == 1;
        return backing.isPresent() || !onlyFile ? backing : node.child("file");
    }

    private static List<BitmapInfo> bitmaps(BlockNode node) throws IOException {
        return node.has(Bitmapped.class)
                ? node.with(Bitmapped.class, Bitmapped::bitmaps)
                : List.of();
    }

    private static void check(BitmapInfo bitmap, boolean others) throws BlockException {
        if (bitmap.inUse()) {
            throw wrong("Bitmap '" + bitmap.name() + "' is inconsistent and cannot be used");
        }
        if (others && bitmap.recording()) {
            throw wrong("Enabled bitmap '" + bitmap.name() + "' incompatible with readonly export");
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
