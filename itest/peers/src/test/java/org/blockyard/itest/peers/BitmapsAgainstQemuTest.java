package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on dirty bitmaps, and what writes leave in them, are as with QEMU's daemon. */
class BitmapsAgainstQemuTest {
    private static final String NULL_NODES =
            """
            blockdev-add {"driver": "null-co", "node-name": "n", "size": 1048576, "read-zeroes": true}
            blockdev-add {"driver": "null-co", "node-name": "m", "size": 2999808, "read-zeroes": true}
            """;

    @TempDir Path folder;

    @Test
    void theCommandsAnswerTheSame() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.mask().reword("expects (uint32_t|a number from .*)", "expects NUMBER");
            pair.same(NULL_NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "n", "name": "b"}
                    block-dirty-bitmap-add {"node": "n", "name": "b"}
                    block-dirty-bitmap-add {"node": "n", "name": ""}
                    block-dirty-bitmap-add {"node": "x", "name": "b"}
                    block-dirty-bitmap-add {"node": "n", "name": "c", "granularity": 1000}
                    block-dirty-bitmap-add {"node": "n", "name": "c", "granularity": 256}
                    block-dirty-bitmap-add {"node": "n", "name": "c", "granularity": 4294967296}
                    block-dirty-bitmap-add {"node": "n", "name": "c", "granularity": 512, "disabled": true}
                    block-dirty-bitmap-add {"node": "m", "name": "o", "granularity": 2147483648}
                    block-dirty-bitmap-remove {"node": "n", "name": "zz"}
                    block-dirty-bitmap-remove {"node": "zz", "name": "b"}
                    block-dirty-bitmap-remove {"name": "b"}
                    block-dirty-bitmap-clear {"node": "n", "name": "b"}
                    block-dirty-bitmap-enable {"node": "n", "name": "c"}
                    block-dirty-bitmap-enable {"node": "n", "name": "c"}
                    block-dirty-bitmap-disable {"node": "n", "name": "b"}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": ["c"]}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": ["b"]}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": ["zz"]}
                    block-dirty-bitmap-merge {"node": "n", "target": "zz", "bitmaps": ["b"]}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": [{"node": "m", "name": "o"}]}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": [{"node": "zz", "name": "o"}]}
                    block-dirty-bitmap-merge {"node": "n", "target": "b", "bitmaps": [{"node": "n"}]}
                    x-debug-block-dirty-bitmap-sha256 {"node": "n", "name": "b"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "n", "name": "c"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "m", "name": "o"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "m", "name": "zz"}
                    """);
            same(pair);
        }
    }

    @Test
    void transactionsDoAllOrNothing() throws Exception {
        try (var pair = QmpPair.start(folder)) {
            pair.same(NULL_NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "n", "name": "b"}
                    transaction {"actions": [{"type": "block-dirty-bitmap-add", "data": {"node": "n", "name": "t"}}, {"type": "block-dirty-bitmap-merge", "data": {"node": "n", "target": "t", "bitmaps": ["b"]}}, {"type": "abort", "data": {}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-disable", "data": {"node": "n", "name": "b"}}, {"type": "block-dirty-bitmap-clear", "data": {"node": "n", "name": "b"}}, {"type": "block-dirty-bitmap-remove", "data": {"node": "n", "name": "b"}}, {"type": "abort", "data": {}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-remove", "data": {"node": "n", "name": "b"}}, {"type": "block-dirty-bitmap-clear", "data": {"node": "n", "name": "b"}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-remove", "data": {"node": "n", "name": "b"}}, {"type": "block-dirty-bitmap-add", "data": {"node": "n", "name": "b"}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-add", "data": {"node": "n"}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-add", "data": {"node": "n", "name": "t"}}, {"type": "block-dirty-bitmap-remove", "data": {"node": "n", "name": "t"}}]}
                    transaction {"actions": [{"type": "block-dirty-bitmap-add", "data": {"node": "n", "name": "u", "disabled": true}}, {"type": "block-dirty-bitmap-enable", "data": {"node": "n", "name": "u"}}, {"type": "block-dirty-bitmap-disable", "data": {"node": "n", "name": "b"}}]}
                    """);
            same(pair);
        }
    }

    @Test
    void writesOfClientsAreTheSameMarksOverNbd() throws Exception {
        Tool.requires("qemu-img", "qemu-io", "nbdinfo");
        var images = Files.createDirectory(folder.resolve("images"));
        var image = images.resolve("disk").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", image, "10M").ok();
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "qcow2", "node-name": "q", "discard": "unmap", "file": {"driver": "file", "filename": "disk"}}
                    block-dirty-bitmap-add {"node": "q", "name": "b"}
                    block-dirty-bitmap-add {"node": "q", "name": "fine", "granularity": 512}
                    block-dirty-bitmap-add {"node": "q", "name": "off", "disabled": true}
                    nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd"}}}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "q", "writable": true, "bitmaps": ["b", {"node": "q", "name": "fine"}], "allocation-depth": true}
                    block-export-add {"type": "nbd", "id": "f", "node-name": "q", "name": "f", "bitmaps": ["b"]}
                    block-export-add {"type": "nbd", "id": "f", "node-name": "q", "name": "f", "bitmaps": ["zz"]}
                    block-export-add {"type": "nbd", "id": "f", "node-name": "q", "name": "f", "bitmaps": ["off"]}
                    block-export-add {"type": "nbd", "id": "g", "node-name": "q", "name": "g", "bitmaps": ["off"]}
                    block-dirty-bitmap-remove {"node": "q", "name": "b"}
                    block-dirty-bitmap-enable {"node": "q", "name": "off"}
                    block-dirty-bitmap-merge {"node": "q", "target": "b", "bitmaps": ["off"]}
                    """);
            var maps = new ArrayList<String>();
            pair.each(side -> maps.add(written(side)));
            assertEquals(maps.get(1), maps.get(0));
            pair.same(
                    """
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "b"}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "fine"}
                    """);
            same(pair);
            pair.same(
                    """
                    block-export-del {"id": "e"}
                    until BLOCK_EXPORT_DELETED {"id": "e"}
                    block-export-del {"id": "f"}
                    until BLOCK_EXPORT_DELETED {"id": "f"}
                    block_resize {"node-name": "q", "size": 20971520}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "fine"}
                    block_resize {"node-name": "q", "size": 1048576}
                    x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "fine"}
                    block-dirty-bitmap-merge {"node": "q", "target": "off", "bitmaps": ["b", "fine"]}
                    """);
            same(pair);
        }
    }

    /** Writes in several ways; tells what the contexts say then. */
    private static String written(QmpSide side) {
        var uri = "nbd+unix:///q?socket=nbd";
        side.tool(
                        "qemu-io",
                        "-f",
                        "raw",
                        "-d",
                        "unmap",
                        "-c",
                        "write 100000 70000",
                        "-c",
                        "write -z 1048576 4096",
                        "-c",
                        "discard 2097152 65536",
                        "-c",
                        "write 10485248 512",
                        "-c",
                        "read 5000000 4096",
                        uri)
                .ok();
        var told = new StringBuilder();
        for (var context : List.of("dirty-bitmap:b", "dirty-bitmap:fine", "allocation-depth")) {
            told.append(side.tool("nbdinfo", "--map=qemu:" + context, uri).ok().out());
        }
        return told.toString();
    }

    /** Expects both daemons to tell the same of their nodes' bitmaps. */
    private static void same(QmpPair pair) throws Exception {
        var told = new ArrayList<Object>();
        pair.each(side -> told.add(bitmaps(side)));
        assertEquals(told.get(1), told.get(0));
    }

    private static Map<String, Object> bitmaps(QmpSide side) throws Exception {
        var told = new LinkedHashMap<String, Object>();
        for (var node : nodes(side)) {
            var infos = new ArrayList<Object>();
            for (var info : (List<?>) node.getOrDefault("dirty-bitmaps", List.of())) {
                var members = new TreeMap<>(QmpClient.object(info));
                members.remove("x-blockyard-user");
                infos.add(members);
            }
            if (!infos.isEmpty()) {
                told.put(node.get("node-name").toString(), infos);
            }
        }
        return told;
    }

    private static List<Map<String, Object>> nodes(QmpSide side) throws Exception {
        return QmpClient.objects(side.qmp().execute("query-named-block-nodes", Map.of()));
    }
}
