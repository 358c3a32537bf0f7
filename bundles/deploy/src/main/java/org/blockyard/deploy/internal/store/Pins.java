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
import org.blockyard.option.Json;
import org.jspecify.annotations.Nullable;

/** Which nodes are pinned to which versions of their drivers, kept in a file. Thread-safe. */
public final class Pins {
    private record Pin(String driver, String version) {}

    private final Path file;
    // replaced, never changed
    private volatile Map<String, Pin> pins = Map.of();
    private final ReentrantLock lock = new ReentrantLock();

    private Pins(Path file) {
        this.file = file;
    }

    /** The pins in a file; none if it is not there. */
    public static Pins read(Path file) throws IOException {
        var pins = new Pins(file);
        if (Files.exists(file) && Json.parse(Files.readString(file)) instanceof Map<?, ?> tree) {
            var read = new TreeMap<String, Pin>();
            tree.forEach((node, pin) -> take(String.valueOf(node), pin, read));
            pins.pins = read;
        }
        return pins;
    }

    private static void take(String node, @Nullable Object pin, Map<String, Pin> into) {
        if (pin instanceof Map<?, ?> tree) {
            into.put(
                    node,
                    new Pin(
                            String.valueOf(tree.get("driver")),
                            String.valueOf(tree.get("version"))));
        }
    }

    /** The version that a node of that driver is pinned to. */
    public Optional<String> of(String node, String driver) {
        return Optional.ofNullable(pins.get(node))
                .filter(pin -> pin.driver().equals(driver))
                .map(Pin::version);
    }

    /** The nodes that are pinned to a version of one of these drivers. */
    public List<String> nodes(List<String> drivers, String version) {
        return pins.entrySet().stream()
                .filter(pin -> drivers.contains(pin.getValue().driver()))
                .filter(pin -> pin.getValue().version().equals(version))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Pins a node, or frees it; on stable storage on return. Whether that changed anything. */
    public boolean put(String node, String driver, Optional<String> version) throws IOException {
        lock.lock();
        try {
            var next = new TreeMap<>(pins);
            version.ifPresentOrElse(
                    wanted -> next.put(node, new Pin(driver, wanted)), () -> next.remove(node));
            if (next.equals(pins)) {
                return false;
            }
            write(next);
            pins = next;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void write(Map<String, Pin> all) throws IOException {
        var tree = new TreeMap<String, Object>();
        all.forEach(
                (node, pin) ->
                        tree.put(node, Map.of("driver", pin.driver(), "version", pin.version())));
        var next = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(next, Json.write(tree));
        try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        StableFiles.replace(next, file);
    }
}
