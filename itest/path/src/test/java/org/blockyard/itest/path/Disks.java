package org.blockyard.itest.path;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.RequestFlags;
import org.blockyard.platform.Platform;

/** The product in this process, and small disks of one length in a folder. */
final class Disks implements AutoCloseable {
    /** The length of each disk. */
    static final int LENGTH = 8 << 20;

    /** The least piece that is copied of a disk. */
    static final int BLOCK = 64 << 10;

    /** Where chance begins. */
    static final long SEED = Long.getLong("blockyard.seed", 20260101);

    private final Path folder;
    private final Platform platform;

    Disks(Path folder) throws IOException {
        this.folder = folder;
        this.platform = WholeProduct.start();
    }

    Platform platform() {
        return platform;
    }

    /** Content with holes. */
    static byte[] content(Random chance) {
        var content = new byte[LENGTH];
        for (int at = 0; at < LENGTH; at += BLOCK) {
            if (chance.nextInt(4) > 0) {
                var some = new byte[BLOCK];
                chance.nextBytes(some);
                System.arraycopy(some, 0, content, at, BLOCK);
            }
        }
        return content;
    }

    /** Adds a node. */
    void add(String name, Map<String, Object> more) throws IOException {
        Map<String, Object> definition = new LinkedHashMap<>(more);
        definition.put("node-name", name);
        definition.putIfAbsent("discard", "unmap");
        platform.graph().add(definition);
    }

    /** Adds a raw disk. */
    void raw(String name) throws IOException {
        var path = folder.resolve(name + ".raw");
        if (!Files.exists(path)) {
            try (var file = new RandomAccessFile(path.toFile(), "rw")) {
                file.setLength(LENGTH);
            }
        }
        add(name, Map.of("driver", "raw", "file", file(path)));
    }

    /** Adds a fresh qcow2 disk. */
    void qcow2(String name) throws IOException {
        add(name, Map.of("driver", "qcow2", "file", file(image(name))));
    }

    /** Adds a fresh qcow2 disk over another. */
    void overlay(String name, String backing) throws IOException {
        add(name, Map.of("driver", "qcow2", "file", file(image(name)), "backing", backing));
    }

    private Path image(String name) throws IOException {
        var path = folder.resolve(name + ".qcow2");
        var options = Map.<String, Object>of("size", String.valueOf(LENGTH));
        platform.graph().create(path.toString(), "qcow2", options, Progress.NONE);
        return path;
    }

    private static Map<String, Object> file(Path path) {
        return Map.of("driver", "file", "filename", path.toString(), "discard", "unmap");
    }

    /** Somebody who reads and writes a node. */
    BlockUser guest(String node) throws IOException {
        var wanted = Set.of(Permission.CONSISTENT_READ, Permission.WRITE);
        var all = Set.of(Permission.values());
        return platform.graph().attach(node, new UserRequest("tool", "guest", wanted, all));
    }

    /** Somebody who reads a node. */
    BlockUser reader(String node) throws IOException {
        var all = Set.of(Permission.values());
        var wanted = Set.of(Permission.CONSISTENT_READ);
        return platform.graph().attach(node, new UserRequest("tool", "reader", wanted, all));
    }

    /** Writes a disk, but for what is zeroes. */
    void write(String node, byte[] content) throws IOException {
        try (var guest = guest(node);
                var lane = guest.openLane()) {
            for (int at = 0; at < LENGTH; at += BLOCK) {
                if (content[at] != 0 || content[at + 1] != 0) {
                    lane.write(at, ByteBuffer.wrap(content, at, BLOCK), RequestFlags.NONE);
                }
            }
        }
    }

    /** Reads a disk. */
    byte[] read(String node) throws IOException {
        try (var user = reader(node);
                var lane = user.openLane()) {
            var all = ByteBuffer.allocate(LENGTH);
            for (int at = 0; at < LENGTH; at += 1 << 20) {
                lane.read(at, all.limit(at + (1 << 20)));
            }
            return all.array();
        }
    }

    /** Runs a command. */
    Object run(String command, Map<String, Object> arguments) throws IOException {
        return platform.commands().run(command, arguments, "test");
    }

    @Override
    public void close() {
        platform.close();
    }
}
