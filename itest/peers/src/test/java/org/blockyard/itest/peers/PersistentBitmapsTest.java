package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bitmaps that outlive the node: in qcow2 images as QEMU keeps them, in files beside others. */
class PersistentBitmapsTest {
    private static final String ADD =
            """
            blockdev-add {"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "disk"}}
            """;

    @TempDir Path folder;

    private Path image(String format) throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        var images = Files.createDirectories(folder.resolve("images"));
        var image = images.resolve("disk");
        Tool.run("qemu-img", "create", "-q", "-f", format, image.toString(), "10M").ok();
        return image;
    }

    private static void write(QmpSide side, String... ranges) {
        var command = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
        for (var range : ranges) {
            command.addAll(List.of("-c", "write " + range));
        }
        command.add("nbd+unix:///q?socket=nbd");
        side.tool(command.toArray(String[]::new)).ok();
    }

    @Test
    void whatOneDaemonStoredTheOtherLoads() throws Exception {
        image("qcow2");
        try (var pair = QmpPair.start(folder.resolve("images"), folder)) {
            pair.same(ADD);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "q", "name": "b", "persistent": true}
                    block-dirty-bitmap-add {"node": "q", "name": "fine", "persistent": true, "granularity": 512, "disabled": true}
                    block-dirty-bitmap-add {"node": "q", "name": "gone"}
                    nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd"}}}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "q", "writable": true}
                    """);
            pair.each(side -> write(side, "100000 70000", "5000000 512"));
            pair.same(
                    """
                    block-export-del {"id": "e"}
                    block-dirty-bitmap-merge {"node": "q", "target": "fine", "bitmaps": ["b"]}
                    blockdev-reopen {"options": [{"driver": "qcow2", "node-name": "q", "read-only": true, "file": {"driver": "file", "filename": "disk"}}]}
                    block-dirty-bitmap-clear {"node": "q", "name": "b"}
                    block-dirty-bitmap-remove {"node": "q", "name": "b"}
                    block-dirty-bitmap-clear {"node": "q", "name": "gone"}
                    blockdev-reopen {"options": [{"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "disk"}}]}
                    block_resize {"node-name": "q", "size": 20971520}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "b"}
                    blockdev-del {"node-name": "q"}
                    """);
            exchange(pair);
            pair.each(side -> side.tool("qemu-img", "check", "-q", "disk").ok());
            pair.same(ADD);
            pair.same(
                    """
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "b"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "fine"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "gone"}
                    block-dirty-bitmap-remove {"node": "q", "name": "b"}
                    blockdev-del {"node-name": "q"}
                    """);
            pair.each(
                    side -> {
                        var told = side.tool("qemu-img", "info", "disk").ok().out();
                        assertTrue(told.contains("name: fine"), told);
                        assertFalse(told.contains("name: b"), told);
                        assertFalse(told.contains("in-use"), told);
                    });
        }
    }

    /** Gives each daemon the other's image. */
    private static void exchange(QmpPair pair) throws Exception {
        var ours = pair.ours().folder().resolve("disk");
        var theirs = pair.theirs().folder().resolve("disk");
        var aside = ours.resolveSibling("aside");
        Files.move(ours, aside);
        Files.move(theirs, ours);
        Files.move(aside, theirs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qcow2", "raw"})
    void aDaemonThatWasKilledLeavesItInconsistent(String format) throws Exception {
        image(format);
        try (var daemon = start()) {
            prepare(daemon, format);
        }
        try (var daemon = start()) {
            add(daemon, format);
            assertEquals(131072L, bitmap(daemon).get("count"));
            daemon.kill();
        }
        try (var daemon = start()) {
            add(daemon, format);
            assertEquals(true, bitmap(daemon).get("inconsistent"));
            assertEquals(false, bitmap(daemon).get("recording"));
            try (var qmp = daemon.qmp()) {
                var name = Map.<String, Object>of("node", "q", "name", "b");
                assertTrue(qmp.ask("block-dirty-bitmap-clear", name).containsKey("error"));
                qmp.execute("block-dirty-bitmap-remove", name);
            }
        }
        try (var daemon = start()) {
            add(daemon, format);
            assertEquals(List.of(), bitmaps(daemon));
        }
    }

    @Test
    void anImageThatOthersWroteIsNotToldOfByTheFileBesideIt() throws Exception {
        var image = image("raw");
        try (var daemon = start()) {
            prepare(daemon, "raw");
        }
        Tool.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString()).ok();
        try (var daemon = start()) {
            add(daemon, "raw");
            assertEquals(true, bitmap(daemon).get("inconsistent"));
        }
    }

    @Test
    void aFileBesideTheImageThatIsDamagedDoesNoHarm() throws Exception {
        var image = image("raw");
        try (var daemon = start()) {
            prepare(daemon, "raw");
        }
        var beside = image.resolveSibling("disk.raw.bitmaps");
        var bytes = Files.readAllBytes(beside);
        bytes[bytes.length / 2] ^= 1;
        Files.write(beside, bytes);
        try (var daemon = start()) {
            add(daemon, "raw");
            assertEquals(List.of(), bitmaps(daemon));
            assertTrue(daemon.errors().contains("its checksum is wrong"), daemon.errors());
        }
        assertEquals(-1, Files.mismatch(beside, Files.write(folder.resolve("copy"), bytes)));
    }

    private Daemon start() throws Exception {
        return Daemon.startIn(folder.resolve("images"), folder);
    }

    /** Adds a bitmap, and dirties 128 KiB of it. */
    private void prepare(Daemon daemon, String format) throws Exception {
        add(daemon, format);
        try (var qmp = daemon.qmp()) {
            qmp.execute(
                    "block-dirty-bitmap-add", Map.of("node", "q", "name", "b", "persistent", true));
            qmp.execute("nbd-server-start", "{'addr': {'type': 'unix', 'data': {'path': 'nbd'}}}");
            qmp.execute(
                    "block-export-add",
                    "{'type': 'nbd', 'id': 'e', 'node-name': 'q', 'writable': true}");
        }
        var socket = folder.resolve("images").resolve("nbd");
        Tool.run(
                        "qemu-io",
                        "-f",
                        "raw",
                        "-c",
                        "write 1114112 100000",
                        "nbd+unix:///q?socket=" + socket)
                .ok();
    }

    private static void add(Daemon daemon, String format) throws Exception {
        try (var qmp = daemon.qmp()) {
            qmp.execute(
                    "blockdev-add",
                    "{'driver': '"
                            + format
                            + "', 'node-name': 'q', 'file': {'driver': 'file', 'filename': 'disk'}}");
        }
    }

    private static Map<String, Object> bitmap(Daemon daemon) throws Exception {
        return bitmaps(daemon).getFirst();
    }

    private static List<Map<String, Object>> bitmaps(Daemon daemon) throws Exception {
        try (var qmp = daemon.qmp()) {
            for (var node : QmpClient.objects(qmp.execute("query-named-block-nodes", Map.of()))) {
                if (node.get("node-name").equals("q")) {
                    return QmpClient.objects(node.getOrDefault("dirty-bitmaps", List.of()));
                }
            }
        }
        throw new AssertionError("no node");
    }
}
