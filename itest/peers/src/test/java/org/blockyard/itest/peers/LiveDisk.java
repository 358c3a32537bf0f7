package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.JsonNull;

/**
 * A raw disk {@code disk} in our daemon that a client reads and writes over NBD all the time,
 * checking what it reads; and what it holds, known at every moment at which the client is held.
 */
final class LiveDisk implements AutoCloseable {
    private static final int LONGEST = 96 << 10;
    private static final int SECTOR = 512;

    private final Path folder;
    private final String node;
    private final List<String> more;
    private final int length;
    private final byte[] content;
    private final byte[] first;
    private final Random chance;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Thread client;
    private Daemon daemon;
    private QmpClient qmp;
    private NbdClient nbd;
    private volatile boolean over;
    private volatile Throwable failure;
    private long cookie;
    private long writes;

    LiveDisk(Path folder, int mib, long seed) throws Exception {
        this(folder, mib, seed, "disk");
    }

    /**
     * A disk with more nodes above it.
     *
     * @param node the one that the client reads and writes
     * @param more of the daemon's command line
     */
    LiveDisk(Path folder, int mib, long seed, String node, String... more) throws Exception {
        this.folder = folder;
        this.node = node;
        this.more = List.of(more);
        this.length = mib << 20;
        this.content = new byte[length];
        this.chance = new Random(seed);
        chance.nextBytes(content);
        java.util.Arrays.fill(content, length / 4, length / 2, (byte) 0);
        Files.write(raw(), content);
        first = content.clone();
        start();
        client = Thread.ofPlatform().name("guest").start(this::work);
    }

    Path raw() {
        return folder.resolve("disk.raw");
    }

    Path socket() {
        return folder.resolve("nbd.sock");
    }

    QmpClient qmp() {
        return qmp;
    }

    int length() {
        return length;
    }

    /** What the disk held before anything was written. */
    byte[] first() {
        return first.clone();
    }

    /** How many writes were acknowledged. */
    long writes() {
        return writes;
    }

    private void start() throws Exception {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--blockdev",
                                "driver=file,node-name=f,filename=" + raw() + ",discard=unmap",
                                "--blockdev",
                                "driver=raw,node-name=disk,file=f,discard=unmap",
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + socket()));
        arguments.addAll(more);
        arguments.addAll(
                List.of("--export", "type=nbd,id=guest,name=guest,writable=on,node-name=" + node));
        daemon = Daemon.start(folder, arguments.toArray(String[]::new));
        qmp = daemon.qmp();
        nbd = new NbdClient(socket(), "guest");
    }

    private void work() {
        while (!over) {
            turn.lock();
            try {
                if (!over) {
                    request();
                }
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                over = true;
            } finally {
                turn.unlock();
            }
        }
    }

    private void request() throws IOException {
        int count = SECTOR * (1 + chance.nextInt(LONGEST / SECTOR));
        int at = SECTOR * chance.nextInt((length - count) / SECTOR);
        if (chance.nextInt(3) == 0) {
            var expected = java.util.Arrays.copyOfRange(content, at, at + count);
            int wrong = java.util.Arrays.mismatch(expected, nbd.read(at, count));
            assertEquals(-1, wrong, "where the disk at " + at + " is not what was written");
            return;
        }
        var some = new byte[count];
        chance.nextBytes(some);
        nbd.request(NbdClient.WRITE, 0, ++cookie, at, count, ByteBuffer.wrap(some));
        var reply = nbd.reply();
        assertEquals(0, reply.error(), "no write fails");
        System.arraycopy(some, 0, content, at, count);
        writes++;
    }

    /** What is done while the client is held. */
    interface Deed {
        void run() throws Exception;
    }

    /** Does something with no request under way; tells what the disk holds then. */
    byte[] at(Deed deed) throws Exception {
        turn.lock();
        try {
            deed.run();
            return content.clone();
        } finally {
            turn.unlock();
        }
    }

    /** Returns when the client has written so often more. */
    void await(int more) throws Exception {
        long goal = writes + more;
        while (writes < goal) {
            check();
            Thread.onSpinWait();
            turn.lock(); // in turns with the client
            turn.unlock();
        }
    }

    /** Fails if the client has seen something wrong. */
    void check() throws Exception {
        if (failure != null) {
            throw new AssertionError("the client failed", failure);
        }
    }

    /** Kills the daemon as a power cut would, and starts it again over what it left. */
    void killAndRestart() throws Exception {
        at(
                () -> {
                    daemon.kill();
                    nbd.close();
                    qmp.close();
                    start();
                });
    }

    /** Makes a qcow2 image, of what changed if there is one before it, and opens it as a node. */
    Path add(String name, String backing) throws Exception {
        var path = folder.resolve(name + ".qcow2");
        var size = String.valueOf(length);
        if (backing.isEmpty()) {
            Tool.run("qemu-img", "create", "-q", "-f", "qcow2", path + "", size).ok();
        } else {
            var base = folder.resolve(backing + ".qcow2").toString();
            Tool.overlay(base, path.toString());
        }
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("driver", "qcow2");
        node.put("node-name", name);
        node.put("file", Map.of("driver", "file", "filename", path.toString()));
        node.put("backing", JsonNull.NULL);
        qmp.execute("blockdev-add", node);
        return path;
    }

    /** Waits until a job is gone. */
    void gone(String job) throws Exception {
        qmp.await(
                event ->
                        "JOB_STATUS_CHANGE".equals(event.get("event"))
                                && QmpClient.object(event.get("data"))
                                        .equals(Map.of("id", job, "status", "null")));
    }

    /** Checks that an image reads as something, by QEMU's tools. */
    void verify(Path image, String format, byte[] expected) throws Exception {
        var raw = folder.resolve("expected.raw");
        try (var file = new RandomAccessFile(raw.toFile(), "rw")) {
            file.write(expected);
        }
        Tool.run("qemu-img", "compare", "-U", "-F", "raw", "-f", format, image + "", raw + "").ok();
    }

    /** The socket address of an export, as the tools of libnbd want it. */
    String uri(String export) {
        return "nbd+unix:///" + export + "?socket=" + socket();
    }

    @Override
    public void close() throws Exception {
        over = true;
        client.join();
        try {
            check();
        } finally {
            nbd.close();
            qmp.close();
            daemon.close();
        }
    }
}
