package org.blockyard.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.platform.Platform;

/** Writes down what is there, and forgets what is not there any more. */
final class Saving {
    private final Map<Entry, Map<String, Object>> written = new LinkedHashMap<>();
    private final List<Entry> removed = new ArrayList<>();
    private final List<Entry> leftOut = new ArrayList<>();

    /**
     * Finds out what there is to do.
     *
     * @param kept whose files stay though they are not there, since they could not be brought back
     */
    Saving(Platform platform, ConfigFolder folder, Set<Entry> kept) throws IOException {
        var now = PresentState.of(platform);
        var files = folder.entries();
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
            if (!now.containsKey(entry) && !kept.contains(entry) && entry.kind() != Kind.JOBS) {
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
