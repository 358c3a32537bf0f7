package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The children of a quorum come and go as QEMU's do, and under a disk in use. */
class QuorumChildrenTest {
    private static final long SEED = 20261121;
    private static final int MIB = 8;

    @TempDir Path folder;

    @Test
    void childrenAreNamedAndRefusedAsByQemu() throws Exception {
        Tool.requires("qemu-img");
        var images = Files.createDirectory(folder.resolve("images"));
        for (var name : List.of("a", "b", "c", "d", "e")) {
            Tool.run("truncate", "-s", "1M", images.resolve(name).toString()).ok();
        }
        Tool.run("truncate", "-s", "2M", images.resolve("long").toString()).ok();
        try (var pair = QmpPair.start(images, folder)) {
            for (var name : List.of("a", "b", "c", "d", "e", "long")) {
                pair.same(
                        "blockdev-add {\"driver\": \"file\", \"node-name\": \"%s\", \"filename\": \"%s\"}"
                                .formatted(name, name));
            }
            pair.same(
                    """
                    blockdev-add {"driver": "quorum", "node-name": "q", "vote-threshold": 2, "children": ["a", "b", "c"]}
                    x-blockdev-change {"parent": "q", "node": "a"}
                    x-blockdev-change {"parent": "q", "node": "q"}
                    x-blockdev-change {"parent": "q", "node": "zz"}
                    x-blockdev-change {"parent": "q", "child": "children.3"}
                    x-blockdev-change {"parent": "q", "child": "children.1"}
                    x-blockdev-change {"parent": "q", "child": "children.1"}
                    x-blockdev-change {"parent": "q", "child": "children.0"}
                    x-blockdev-change {"parent": "q", "node": "d"}
                    x-blockdev-change {"parent": "q", "node": "d"}
                    x-blockdev-change {"parent": "q", "child": "children.1"}
                    x-blockdev-change {"parent": "q", "child": "children.3"}
                    x-blockdev-change {"parent": "q", "node": "b"}
                    x-blockdev-change {"parent": "q", "child": "children.0"}
                    x-blockdev-change {"parent": "q", "child": "children.2"}
                    x-blockdev-change {"parent": "q", "node": "e"}
                    x-blockdev-change {"parent": "q", "child": "children.4"}
                    x-blockdev-change {"parent": "q", "node": "a"}
                    blockdev-del {"node-name": "c"}
                    blockdev-del {"node-name": "d"}
                    blockdev-del {"node-name": "a"}
                    blockdev-add {"driver": "quorum", "node-name": "v", "vote-threshold": 2, "blkverify": true, "children": [{"driver": "null-co", "size": 4096}, {"driver": "null-co", "size": 4096}]}
                    x-blockdev-change {"parent": "v", "node": "d"}
                    x-blockdev-change {"parent": "v", "child": "children.0"}
                    """);
        }
    }

    @Test
    void childrenOfADiskInUseComeAndGo() throws Exception {
        var quorum = "driver=quorum,node-name=q,children.0=disk,vote-threshold=1,read-pattern=fifo";
        try (var disk = new LiveDisk(folder, MIB, SEED, "q", "--blockdev", quorum)) {
            for (int i = 1; i <= 8; i++) {
                var file = folder.resolve("copy" + i);
                Tool.run("truncate", "-s", MIB + "M", file.toString()).ok();
                add(disk, "copy" + i, file);
                disk.await(20);
                disk.at(
                        () ->
                                Files.write(
                                        file,
                                        Files.readAllBytes(disk.raw()),
                                        StandardOpenOption.WRITE));
                disk.await(20);
                if (i > 1) {
                    change(disk, "child", "children." + i);
                    disk.qmp().execute("blockdev-del", Map.of("node-name", "copy" + i));
                    add(disk, "copy" + i, file);
                }
            }
            // the disk that it began with goes, and one that came takes the reads
            change(disk, "child", "children.0");
            disk.await(50);
            var first = folder.resolve("copy1");
            disk.at(() -> disk.verify(first, "raw", disk.at(() -> {})));
            assertTrue(disk.writes() > 0);
        }
    }

    private static void add(LiveDisk disk, String node, Path file) throws Exception {
        disk.qmp()
                .execute(
                        "blockdev-add",
                        Map.of("driver", "file", "node-name", node, "filename", file.toString()));
        change(disk, "node", node);
    }

    private static void change(LiveDisk disk, String what, String which) throws Exception {
        disk.qmp().execute("x-blockdev-change", Map.of("parent", "q", what, which));
    }
}
