package org.blockyard.deploy.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.option.Json;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are to have which versions of their drivers, kept in a file: those that are pinned,
 * or those that had different ones when the process ended. Thread-safe.
 */
public final class NodeVersions {
    private record Entry(String driver, String version) {}

    private final Path file;
    // replaced, never changed
    private volatile Map<String, Entry> entries = Map.of();
    private final ReentrantLock lock = new ReentrantLock();

    private NodeVersions(Path file) {
        this.file = file;
    }

    /** What is in a file; nothing if it is not there. */
    public static NodeVersions read(Path file) throws IOException {
        var found = new NodeVersions(file);
        if (Files.exists(file) && Json.parse(Files.readString(file)) instanceof Map<?, ?> tree) {
            var read = new TreeMap<String, Entry>();
            tree.forEach((node, entry) -> take(String.valueOf(node), entry, read));
            found.entries = read;
        }
        return found;
    }

    private static void take(String node, @Nullable Object entry, Map<String, Entry> into) {
        if (entry instanceof Map<?, ?> tree) {
            into.put(
                    node,
                    new Entry(
                            String.valueOf(tree.get("driver")),
                            String.valueOf(tree.get("version"))));
        }
    }

    /** The version that a node of that driver is to have. */
    public Optional<String> of(String node, String driver) {
        return Optional.ofNullable(entries.get(node))
                .filter(entry -> entry.driver().equals(driver))
                .map(Entry::version);
    }

    /** The nodes that are to have a version of one of these drivers. */
    public List<String> nodes(List<String> drivers, String version) {
        return entries.entrySet().stream()
                .filter(entry -> drivers.contains(entry.getValue().driver()))
                .filter(entry -> entry.getValue().version().equals(version))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * NodeVersions a node, or frees it; on stable storage on return. Whether that changed anything.
     */
    public boolean put(String node, String driver, Optional<String> version) throws IOException {
        return change(
                next ->
                        version.ifPresentOrElse(
                                wanted -> next.put(node, new Entry(driver, wanted)),
                                () -> next.remove(node)));
    }

    /** Enters the nodes of a driver in place of those that were there; as {@link #put}. */
    public boolean replace(String driver, Map<String, String> versions) throws IOException {
        return change(
                next -> {
                    next.values().removeIf(entry -> entry.driver().equals(driver));
                    versions.forEach((node, version) -> next.put(node, new Entry(driver, version)));
                });
    }

    private boolean change(Consumer<Map<String, Entry>> edit) throws IOException {
        lock.lock();
        try {
            var next = new TreeMap<>(entries);
            edit.accept(next);
            if (next.equals(entries)) {
                return false;
            }
            write(next);
            entries = next;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void write(Map<String, Entry> all) throws IOException {
        var tree = new TreeMap<String, Object>();
        all.forEach(
                (node, entry) ->
                        tree.put(
                                node,
                                Map.of("driver", entry.driver(), "version", entry.version())));
        var next = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(next, Json.write(tree));
        try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        StableFiles.replace(next, file);
    }
}
