package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.export.ExportContext;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Finds the dirty bitmaps that an export is to offer. */
final class Bitmaps {
    private static final int MOST_BELOW = 200;

    private Bitmaps() {}

    /**
     * The bitmaps by their names, kept for the export until they are closed.
     *
     * @param wanted names, or trees with {@code node} and {@code name}
     */
    static Map<String, ServedBitmap> find(ExportContext context, List<Object> wanted)
            throws IOException {
        var found = new LinkedHashMap<String, ServedBitmap>();
        try {
            for (var one : wanted) {
                add(context, one, found);
            }
            return found;
        } catch (Throwable t) {
            found.values().forEach(ServedBitmap::close);
            throw t;
        }
    }

    private static void add(ExportContext context, Object wanted, Map<String, ServedBitmap> found)
            throws IOException {
        var top = context.user().node();
        var name = wanted.toString();
        Optional<BlockNode> elsewhere = Optional.empty();
        if (wanted instanceof Map<?, ?> tree) {
            elsewhere = Optional.of(context.platform().graph().require(text(tree, "node")));
            name = text(tree, "name");
        }
        if (found.containsKey(name)) {
            throw wrong("Bitmap '" + name + "' is given twice");
        }
        boolean othersWrite = !context.options().writable() && !top.readOnly();
        var user = "export '" + context.options().id() + "'";
        found.put(name, new Search(name, user, othersWrite).from(elsewhere.orElse(top)));
    }

    private static String text(Map<?, ?> tree, String key) throws BlockException {
        if (tree.get(key) instanceof String text) {
            return text;
        }
        throw wrong("Parameter 'bitmaps." + key + "' is missing");
    }

    /** The search for one bitmap on a node and those below it. */
    private record Search(String name, String user, boolean othersWrite) {
        ServedBitmap from(BlockNode top) throws IOException {
            Optional<BlockNode> node = Optional.of(top);
            for (int i = 0; node.isPresent() && i < MOST_BELOW; i++) {
                var found = at(node.get());
                if (found.isPresent()) {
                    return found.get();
                }
                node = below(node.get());
            }
            throw new BlockException(ErrorKind.NOT_FOUND, "Bitmap '" + name + "' is not found");
        }

        private Optional<ServedBitmap> at(BlockNode node) throws IOException {
            var live = node.dirtyBitmaps().find(name);
            if (live.isPresent()) {
                refuseIfWritten(live.get().recording());
                live.get().requireUsable();
                return Optional.of(new ServedBitmap(live.get(), live.get().hold(user)));
            }
            return Optional.empty();
        }

        private void refuseIfWritten(boolean recording) throws BlockException {
            if (othersWrite && recording) {
                throw wrong("Enabled bitmap '" + name + "' incompatible with readonly export");
            }
        }
    }

    /** A format without a disk below it of its own, such as raw, hands on its file's. */
    private static Optional<BlockNode> below(BlockNode node) {
        var backing = node.child("backing");
        boolean onlyFile = node.children().size() == 1;
        return backing.isPresent() || !onlyFile ? backing : node.child("file");
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
