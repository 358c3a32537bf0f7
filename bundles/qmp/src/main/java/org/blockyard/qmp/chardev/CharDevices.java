package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionSchema;

/** The character devices by id. Thread-safe. */
public final class CharDevices implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Entry> devices = new LinkedHashMap<>();

    /**
     * A device and whether it is used.
     *
     * @param id its id
     * @param device the device
     * @param used whether a monitor is on it
     */
    public record Entry(String id, CharDevice device, boolean used) {}

    /** The kinds of devices offered. */
    public static List<String> kinds() {
        return CommandLine.KINDS;
    }

    /** Makes a device from the text of {@code --chardev}. */
    public void add(String text) throws IOException {
        var line = CommandLine.parse(text);
        add(line.id(), line.settings());
    }

    /** Makes a device. */
    public void add(String id, Backend.Settings settings) throws IOException {
        // the lock is not held while it is made: a server may wait for its first client
        requireFree(id);
        var device = open(id, settings);
        lock.lock();
        try {
            if (!devices.containsKey(id)) {
                devices.put(id, new Entry(id, device, false));
                return;
            }
        } finally {
            lock.unlock();
        }
        device.close();
        requireFree(id);
    }

    /** Puts another device in the place of one that is not used. */
    public void change(String id, Backend.Settings settings) throws IOException {
        var present =
                find(id).orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Chardev '" + id + "' does not exist"));
        if (present.used()) {
            throw new BlockException(
                    ErrorKind.BUSY, "Chardev user does not support chardev hotswap");
        }
        var device = open(id, settings);
        lock.lock();
        try {
            var old = devices.put(id, new Entry(id, device, false));
            if (old != null) {
                old.device().close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Removes a device that is not used. */
    public void remove(String id) throws BlockException {
        lock.lock();
        try {
            if (require(id).used()) {
                throw new BlockException(ErrorKind.BUSY, "Chardev '" + id + "' is busy");
            }
            var removed = devices.remove(id);
            if (removed != null) {
                removed.device().close();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives a device to a monitor, which is then its only user. */
    public CharDevice use(String id) throws BlockException {
        lock.lock();
        try {
            var entry =
                    find(id).orElseThrow(
                                    () ->
                                            new BlockException(
                                                    ErrorKind.NOT_FOUND,
                                                    "chardev \"" + id + "\" not found"));
            if (entry.used()) {
                throw new BlockException(ErrorKind.BUSY, "Device '" + id + "' is in use");
            }
            devices.put(id, new Entry(id, entry.device(), true));
            return entry.device();
        } finally {
            lock.unlock();
        }
    }

    /** The device of that id, or an error. */
    public Entry require(String id) throws BlockException {
        return find(id).orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "Chardev '" + id + "' not found"));
    }

    /** The device of that id. */
    public Optional<Entry> find(String id) {
        lock.lock();
        try {
            return Optional.ofNullable(devices.get(id));
        } finally {
            lock.unlock();
        }
    }

    /** All devices, oldest first. */
    public List<Entry> list() {
        lock.lock();
        try {
            return new ArrayList<>(devices.values());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            devices.values().forEach(entry -> entry.device().close());
            devices.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The answer to {@code --chardev help} and {@code --chardev KIND,help}. */
    public static Optional<String> help(String text) {
        if (text.equals("help") || text.equals("?")) {
            return Optional.of(
                    "Available chardev backend types: \n  " + String.join("\n  ", kinds()) + "\n");
        }
        if (!KeyValues.asksForHelp(text)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (text.substring(0, Math.max(0, text.indexOf(',')))) {
                    case "file" -> OptionSchema.of(FileSettings.class).help();
                    case "pipe" -> OptionSchema.of(PipeSettings.class).help();
                    case "ringbuf", "memory" -> OptionSchema.of(RingbufSettings.class).help();
                    case "stdio" -> OptionSchema.of(StdioSettings.class).help();
                    case "socket" -> OptionSchema.of(SocketSettings.class).help();
                    default -> OptionSchema.of(NullSettings.class).help();
                });
    }

    private static CharDevice open(String id, Backend.Settings settings) throws IOException {
        try {
            return settings.open();
        } catch (IOException e) {
            throw BlockException.of(e);
        }
    }

    private void requireFree(String id) throws BlockException {
        if (find(id).isPresent()) {
            throw new BlockException(
                    ErrorKind.EXISTS, "Chardev with id '" + id + "' already exists");
        }
    }
}
