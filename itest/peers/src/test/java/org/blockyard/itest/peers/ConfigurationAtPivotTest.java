package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.JsonNull;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whenever a daemon is killed while a job or a snapshot leads the guest to another image, the one
 * that the configuration brings back has all that the guest was told is written.
 */
@Timeout(300)
class ConfigurationAtPivotTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 64;

    @TempDir Path folder;

    @BeforeEach
    void makeImages() {
        Tool.requires("qemu-img");
        for (var name : List.of("disk", "copy")) {
            Tool.run("qemu-img", "create", "-q", "-f", "raw", file(name), "1M").ok();
        }
        overlay("top");
    }

    private void overlay(String name) {
        var command = "qemu-img create -q -f qcow2 -F raw -b \"$0\" \"$1\"";
        Tool.run("sh", "-c", command, file("disk"), file(name)).ok();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private Daemon start() throws Exception {
        Files.deleteIfExists(folder.resolve("qmp.sock"));
        return Daemon.start(folder, "--config", file("config"));
    }

    private Path socket() {
        return folder.resolve("nbd.sock");
    }

    /** A daemon that serves a node to the guest, as it is saved. */
    private void serve(QmpClient qmp, String node) throws Exception {
        for (var name : List.of("disk", "copy")) {
            qmp.execute(
                    "blockdev-add",
                    Map.of("driver", "file", "node-name", name, "filename", file(name)));
        }
        var top = new HashMap<String, Object>(Map.of("driver", "qcow2", "node-name", "top"));
        top.put("file", Map.of("driver", "file", "filename", file("top")));
        top.put("backing", node.equals("top") ? "disk" : JsonNull.NULL);
        qmp.execute("blockdev-add", top);
        var address = Map.of("type", "unix", "data", Map.of("path", socket().toString()));
        qmp.execute("nbd-server-start", Map.of("addr", address));
        var export = new HashMap<String, Object>(Map.of("type", "nbd", "id", "e", "name", "e"));
        export.putAll(Map.of("node-name", node, "writable", true));
        qmp.execute("block-export-add", export);
        qmp.execute("x-blockyard-save", Map.of());
    }

    /** Who writes ever higher numbers, each brought to the disk before the next, to its death. */
    private final class Guest implements AutoCloseable {
        private final NbdClient client = new NbdClient(socket(), "e");
        private final AtomicLong written = new AtomicLong();
        private final Thread thread = Thread.ofPlatform().name("guest").start(this::work);

        Guest() throws IOException {}

        private void work() {
            try {
                for (long i = 1; ; i++) {
                    var block = ByteBuffer.allocate(BLOCK).putLong(0, i);
                    request(NbdClient.WRITE, i % BLOCKS * BLOCK, block);
                    request(NbdClient.FLUSH, 0, ByteBuffer.allocate(0));
                    written.set(i);
                }
            } catch (IOException daemonGone) {
                // as it was to be
            }
        }

        private void request(int what, long offset, ByteBuffer data) throws IOException {
            client.request(what, 0, 1, offset, data.remaining(), data);
            assertEquals(0, client.reply().error());
        }

        /** Returns when so many more were written. */
        void await(int more) {
            long goal = written.get() + more;
            while (written.get() < goal && thread.isAlive()) {
                Thread.onSpinWait();
            }
        }

        /** After the daemon's death: the newest number that it was told is on the disk. */
        long last() throws InterruptedException {
            thread.join();
            return written.get();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** What is done to the disk under the guest until the daemon is to be killed. */
    private interface Deed {
        void run(QmpClient qmp, Guest guest) throws Exception;
    }

    private void killedBy(String node, Deed deed) throws Exception {
        long last;
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            serve(qmp, node);
            try (var guest = new Guest()) {
                guest.await(10);
                deed.run(qmp, guest);
                daemon.kill();
                last = guest.last();
            }
        }
        assertTrue(last > 0);
        try (var _ = start();
                var client = new NbdClient(socket(), "e")) {
            for (long i = Math.max(1, last - BLOCKS + 1); i <= last; i++) {
                long found = ByteBuffer.wrap(client.read(i % BLOCKS * BLOCK, BLOCK)).getLong();
                assertTrue(found >= i, "number " + i + " of " + last + " is " + found);
            }
        }
    }

    private static void status(QmpClient qmp, String status) throws IOException {
        qmp.await(
                event ->
                        "JOB_STATUS_CHANGE".equals(event.get("event"))
                                && Map.of("id", "j", "status", status).equals(event.get("data")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "pending", "concluded"})
    void aMirrorLosesNothing(String point) throws Exception {
        killedBy(
                "disk",
                (qmp, guest) -> {
                    qmp.execute(
                            "blockdev-mirror",
                            Map.of(
                                    "job-id", "j", "device", "disk", "target", "copy", "sync",
                                    "full"));
                    completed(qmp, guest, point, "copy");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"waiting", "pending", "concluded"})
    void aCommitLosesNothing(String point) throws Exception {
        killedBy(
                "top",
                (qmp, guest) -> {
                    qmp.execute("block-commit", Map.of("job-id", "j", "device", "top"));
                    completed(qmp, guest, point, "disk");
                });
    }

    /**
     * Ends a job; when it is over, that is written down, and the guest writes to the other image.
     */
    private void completed(QmpClient qmp, Guest guest, String point, String by) throws Exception {
        qmp.event("BLOCK_JOB_READY");
        qmp.execute("x-blockyard-save", Map.of());
        qmp.execute("job-complete", Map.of("id", "j"));
        status(qmp, point);
        if (point.equals("concluded")) {
            var export = Files.readString(folder.resolve("config/exports/e.json"));
            assertTrue(export.contains('"' + by + '"'), export);
            assertFalse(Files.exists(folder.resolve("config/jobs/j.json")));
            guest.await(2);
        }
    }

    @Test
    void aSnapshotLosesNothing() throws Exception {
        killedBy(
                "disk",
                (qmp, guest) -> {
                    var _ =
                            Thread.ofPlatform()
                                    .start(
                                            () -> {
                                                try {
                                                    qmp.ask(
                                                            "blockdev-snapshot",
                                                            Map.of(
                                                                    "node", "disk", "overlay",
                                                                    "top"));
                                                } catch (IOException daemonGone) {
                                                    // before it could answer
                                                }
                                            });
                    guest.await(3);
                });
    }
}
