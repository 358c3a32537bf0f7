package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was saved is there again after the daemon was killed, and what is wrong harms no other. */
class ConfigurationSurvivesTest {
    private static final int LENGTH = 8 << 20;
    private static final int KILLS = 3;
    private static final long SEED = 20261121;
    private static final String PASSWORD = "a-password-in-clear";

    @TempDir Path folder;

    @BeforeAll
    static void needsPeers() {
        Tool.requires("qemu-img", "qemu-io", "nbdinfo");
    }

    @BeforeEach
    void makeImages() throws Exception {
        create("raw", "a.raw");
        create("qcow2", "b.qcow2");
        Files.writeString(folder.resolve("key"), PASSWORD);
    }

    private void create(String format, String name) {
        Tool.run("qemu-img", "create", "-q", "-f", format, file(name), "8M").ok();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private Daemon start() throws Exception {
        Files.deleteIfExists(folder.resolve("qmp.sock"));
        return Daemon.start(folder, "--config", file("config"));
    }

    private void configure(QmpClient qmp) throws Exception {
        qmp.execute("object-add", Map.of("qom-type", "secret", "id", "key", "file", file("key")));
        qmp.execute("object-add", Map.of("qom-type", "secret", "id", "clear", "data", PASSWORD));
        qmp.execute("object-add", Map.of("qom-type", "iothread", "id", "t"));
        // the names are in another order than their needs
        qmp.execute("blockdev-add", node("file", "z", "filename", file("a.raw")));
        qmp.execute("blockdev-add", node("raw", "a", "file", "z"));
        var inline = Map.of("driver", "file", "filename", file("b.qcow2"));
        qmp.execute("blockdev-add", node("qcow2", "b", "file", inline));
        var address = Map.of("type", "unix", "data", Map.of("path", file("nbd.sock")));
        qmp.execute("nbd-server-start", Map.of("addr", address));
        export(qmp, "a");
        export(qmp, "b");
    }

    private static Map<String, Object> node(String driver, String name, String key, Object value) {
        return Map.of("driver", driver, "node-name", name, key, value);
    }

    private static void export(QmpClient qmp, String node) throws Exception {
        qmp.execute(
                "block-export-add",
                Map.of("type", "nbd", "id", "of-" + node, "node-name", node, "writable", true));
    }

    private Tool.Result io(String export, String command) {
        var uri = "nbd+unix:///" + export + "?socket=" + file("nbd.sock");
        return Tool.run("qemu-io", "-f", "raw", "-c", command, uri);
    }

    @Test
    void theSameGraphServesAgainAfterEveryKillUnderLoad() throws Exception {
        Object saved;
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            configure(qmp);
            var answer = (Map<?, ?>) qmp.execute("x-blockyard-save", Map.of());
            assertEquals(List.of("objects/clear.json"), answer.get("left-out"));
            saved = qmp.execute("query-block-exports", Map.of());
            io("a", "write -P 17 0 1M").ok();
            daemon.kill();
        }
        var raw = folder.resolve("b.raw");
        var load = new StampedLoad(LENGTH / StampedLoad.BLOCK, SEED);
        int flushes = 0;
        for (int round = 0; round < KILLS; round++) {
            try (var daemon = start();
                    var qmp = daemon.qmp()) {
                assertEquals(saved, qmp.execute("query-block-exports", Map.of()));
                io("a", "read -P 17 0 1M").ok();
                try (var client = new NbdClient(folder.resolve("nbd.sock"), "b")) {
                    flushes += load.run(client, 1000, () -> kill(daemon));
                }
            }
            Tool.run("qemu-img", "convert", "-O", "raw", file("b.qcow2"), raw.toString()).ok();
            load.verify(raw);
        }
        assertTrue(flushes > 0, "the load must have flushed");
    }

    private static void kill(Daemon daemon) {
        try {
            daemon.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChainThatAJobChangedIsNotOpenedAsItWas() throws Exception {
        Tool.overlay(file("b.qcow2"), file("top.qcow2"));
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            configure(qmp);
            qmp.execute("block-export-del", Map.of("id", "of-b"));
            var inline = Map.of("driver", "file", "filename", file("top.qcow2"));
            var top = new HashMap<>(node("qcow2", "top", "file", inline));
            top.put("backing", "b");
            qmp.execute("blockdev-add", top);
            export(qmp, "top");
            io("top", "write -P 21 0 1M").ok();
            qmp.execute("x-blockyard-save", Map.of());
            // slow enough to be at work when it is looked at
            var commit = Map.<String, Object>of("job-id", "c", "device", "top", "speed", 65536);
            qmp.execute("block-commit", commit);
            qmp.execute("x-blockyard-save", Map.of());
            assertTrue(Files.exists(folder.resolve("config/jobs/c.json")));
            daemon.kill();
        }
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            assertEquals(1, ((List<?>) qmp.execute("query-jobs", Map.of())).size());
            qmp.execute("block-job-set-speed", Map.of("device", "c", "speed", 0));
            qmp.event("BLOCK_JOB_READY");
            qmp.execute("job-complete", Map.of("id", "c"));
            awaitNoFile(folder.resolve("config/jobs/c.json"));
            io("top", "write -P 22 1M 1M").ok();
            daemon.kill();
        }
        Files.delete(folder.resolve("top.qcow2"));
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            assertEquals(List.of(), qmp.execute("query-jobs", Map.of()));
            io("top", "read -P 21 0 1M").ok();
            io("top", "read -P 22 1M 1M").ok();
        }
    }

    private static void awaitNoFile(Path file) throws Exception {
        try (var watch = FileSystems.getDefault().newWatchService()) {
            file.getParent().register(watch, StandardWatchEventKinds.ENTRY_DELETE);
            while (Files.exists(file)) {
                var key = watch.poll(30, TimeUnit.SECONDS);
                assertTrue(key != null, file + " is still there");
                key.reset();
            }
        }
    }

    @Test
    void noFileHasASecretInClear() throws Exception {
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            configure(qmp);
            qmp.execute("x-blockyard-save", Map.of());
        }
        try (var files = Files.walk(folder.resolve("config"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(Files.readString(file).contains(PASSWORD), file.toString());
            }
        }
    }

    @Test
    void filesThatAreWrongAreNamedAndKeptAndTheRestStarts() throws Exception {
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            configure(qmp);
            qmp.execute("x-blockyard-save", Map.of());
        }
        Files.delete(folder.resolve("a.raw"));
        Files.writeString(folder.resolve("config/nodes/half.json"), "{\"driver\": ");
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            var errors = daemon.errors();
            for (var name : List.of("nodes/half.json", "nodes/z.json", "exports/of-a.json")) {
                assertTrue(errors.contains("config/" + name + ": "), name + " in " + errors);
            }
            io("b", "read -P 0 0 1M").ok();
            qmp.execute("blockdev-del", Map.of("node-name", "a"));
            qmp.execute("x-blockyard-save", Map.of());
            assertTrue(Files.exists(folder.resolve("config/nodes/half.json")));
            assertTrue(Files.exists(folder.resolve("config/nodes/z.json")));
        }
        create("raw", "a.raw");
        Files.delete(folder.resolve("config/nodes/half.json"));
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            assertEquals(2, ((List<?>) qmp.execute("query-block-exports", Map.of())).size());
            io("a", "read -P 0 0 1M").ok();
            qmp.execute("block-export-del", Map.of("id", "of-a", "mode", "hard"));
            qmp.event("BLOCK_EXPORT_DELETED");
            qmp.execute("blockdev-del", Map.of("node-name", "a"));
            var answer = (Map<?, ?>) qmp.execute("x-blockyard-save", Map.of());
            assertEquals(List.of("nodes/a.json", "exports/of-a.json"), answer.get("removed"));
        }
    }

    @Test
    void whatTheCommandLineMadeStaysAsItIs() throws Exception {
        try (var daemon = start();
                var qmp = daemon.qmp()) {
            configure(qmp);
            qmp.execute("x-blockyard-save", Map.of());
        }
        Files.deleteIfExists(folder.resolve("qmp.sock"));
        try (var daemon =
                        Daemon.start(
                                folder,
                                "--blockdev",
                                "null-co,node-name=b,size=4096",
                                "--config",
                                file("config"));
                var qmp = daemon.qmp()) {
            assertEquals("", daemon.errors());
            assertTrue(io("b", "length").out().contains("4 KiB"));
        }
    }
}
