package org.blockyard.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Writes down what is there, and forgets what is not there any more. */
final class Saving {
    private final Map<Entry, Map<String, Object>> written = new LinkedHashMap<>();
    private final List<Entry> removed = new ArrayList<>();
    private final List<Entry> leftOut = new ArrayList<>();
    private final Path folder;

    /**
     * Saves.
     *
     * @param now what there is
     * @param kept whose files stay though they are not there, since they could not be brought back
     * @param removable the kinds of which files may be removed
     */
    Saving(
            SortedMap<Entry, Definition> now,
            ConfigFolder folder,
            Set<Entry> kept,
            Set<Kind> removable)
            throws IOException {
        var files = folder.entries();
        this.folder = folder.path();
        for (var entry : now.entrySet()) {
            var tree = entry.getValue().tree();
            if (tree.isEmpty()) {
                leftOut.add(entry.getKey());
            } else if (!files.contains(entry.getKey())
                    || !isSaid(folder, entry.getKey(), tree.get())) {
                written.put(entry.getKey(), tree.get());
            }
        }
        for (var entry : files) {
            if (!now.containsKey(entry)
                    && !kept.contains(entry)
                    && removable.contains(entry.kind())) {
                removed.add(entry);
            }
        }
        folder.change(written, removed);
    }

    private static boolean isSaid(ConfigFolder folder, Entry entry, Map<String, Object> tree) {
        try {
            return folder.read(entry).equals(tree);
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the files are. */
    Path folder() {
        return folder;
    }

    /** Whose files were written. */
    List<Entry> written() {
        return List.copyOf(written.keySet());
    }

    /** Whose files were removed. */
    List<Entry> removed() {
        return removed;
    }

    /** What may not be written down. */
    List<Entry> leftOut() {
        return leftOut;
    }
}
