package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters under requests from outside do to the images below what QEMU's do. */
class FilterIoAgainstQemuTest {
    private static final String SERVE =
            """
            nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd.sock"}}}
            block-export-add {"type": "nbd", "id": "e", "node-name": "top", "name": "top", "writable": true}
            """;
    private static final String END =
            """
            block-export-del {"id": "e"}
            await BLOCK_EXPORT_DELETED {"id": "e"}
            blockdev-del {"node-name": "top"}
            """;
    private static final String URL = "nbd+unix:///top?socket=nbd.sock";

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void images() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
    }

    private void create(String format, String name, String... more) {
        var command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", format));
        command.add(images + "/" + name);
        command.addAll(List.of(more));
        Tool.run(command.toArray(String[]::new)).ok();
    }

    private static Tool.Result io(QmpSide side, String... commands) {
        var line = new ArrayList<>(List.of("qemu-io", "-t", "writeback", "-f", "raw"));
        for (var command : commands) {
            line.addAll(List.of("-c", command));
        }
        line.add(URL);
        return side.tool(line.toArray(String[]::new));
    }

    private static String map(QmpSide side, String image) {
        return side.tool("qemu-img", "map", "-U", "--output=json", "-f", "qcow2", image)
                .ok()
                .out()
                .replaceAll(", \"offset\": \\d+", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", \"bottom\": \"mid\"", ", \"bottom\": \"low\""})
    void whatIsReadIsCopiedUpByTheSameClusters(String bottom) throws Exception {
        create("raw", "low.raw", "1M");
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 1 0 512k", images + "/low.raw").ok();
        create("qcow2", "mid.qcow2", "-b", "low.raw", "-F", "raw");
        Tool.run("qemu-io", "-c", "write -P 2 128k 64k", images + "/mid.qcow2").ok();
        create("qcow2", "top.qcow2", "-b", "mid.qcow2", "-F", "qcow2");
        Tool.run("qemu-io", "-c", "write -P 3 192k 64k", images + "/top.qcow2").ok();
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "raw", "node-name": "low", "file": {"driver": "file", "filename": "low.raw"}}
                    blockdev-add {"driver": "qcow2", "node-name": "mid", "backing": "low", "file": {"driver": "file", "filename": "mid.qcow2"}}
                    blockdev-add {"driver": "qcow2", "node-name": "q", "backing": "mid", "file": {"driver": "file", "filename": "top.qcow2"}}
                    blockdev-add {"driver": "copy-on-read", "node-name": "top", "file": "q"%s}
                    """
                                    .formatted(bottom)
                            + SERVE);
            pair.each(
                    side ->
                            io(
                                            side,
                                            "read -P 1 70k 1k",
                                            "read -P 2 128k 64k",
                                            "read -P 3 192k 4k",
                                            "read 500k 12k",
                                            "write -P 4 300k 4k",
                                            "read -P 1 256k 44k")
                                    .ok());
            pair.same(END + "blockdev-del {\"node-name\": \"q\"}");
            assertEquals(map(pair.theirs(), "top.qcow2"), map(pair.ours(), "top.qcow2"));
            compare(pair, "qcow2", "top.qcow2");
        }
    }

    private static void compare(QmpPair pair, String format, String image) {
        Tool.run(
                        "qemu-img",
                        "compare",
                        "-U",
                        "-f",
                        format,
                        "-F",
                        format,
                        pair.theirs().folder().resolve(image).toString(),
                        pair.ours().folder().resolve(image).toString())
                .ok();
    }

    @Test
    void whatIsWrittenIsCompressed() throws Exception {
        create("qcow2", "q.qcow2", "1M");
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "q.qcow2"}}
                    blockdev-add {"driver": "compress", "node-name": "top", "file": "q"}
                    """
                            + SERVE);
            pair.each(
                    side ->
                            io(
                                            side,
                                            "write -P 1 0 128k",
                                            "write -P 2 200k 4k",
                                            "write -z 256k 64k",
                                            "write -P 3 960k 64k",
                                            "flush")
                                    .ok());
            pair.same(END + "blockdev-del {\"node-name\": \"q\"}");
            assertEquals(map(pair.theirs(), "q.qcow2"), map(pair.ours(), "q.qcow2"));
            compare(pair, "qcow2", "q.qcow2");
            pair.each(side -> side.tool("qemu-img", "check", "-q", "q.qcow2").ok());
        }
    }

    @Test
    void aCompressedClusterCanBeOverwritten() throws Exception {
        create("qcow2", "q.qcow2", "1M");
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "q.qcow2"}}
                    blockdev-add {"driver": "compress", "node-name": "top", "file": "q"}
                    """
                            + SERVE);
            // QEMU's filter fails the second one
            io(
                            pair.ours(),
                            "write -P 1 0 64k",
                            "write -P 2 0 4k",
                            "read -P 2 0 4k",
                            "read -P 1 4k 60k")
                    .ok();
            pair.same(END + "blockdev-del {\"node-name\": \"q\"}");
            pair.ours().tool("qemu-img", "check", "-q", "q.qcow2").ok();
        }
    }

    @Test
    void aFileGrowsAheadAndIsCutWhenItIsClosed() throws Exception {
        create("qcow2", "q.qcow2", "64M");
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "file", "node-name": "f", "filename": "q.qcow2"}
                    blockdev-add {"driver": "preallocate", "node-name": "p", "file": "f", "prealloc-size": 4194304}
                    blockdev-add {"driver": "qcow2", "node-name": "top", "file": "p"}
                    """
                            + SERVE);
            pair.each(side -> io(side, "write -P 1 0 1M", "write -P 2 8M 1M", "flush").ok());
            for (var side : List.of(pair.ours(), pair.theirs())) {
                long size = Files.size(side.folder().resolve("q.qcow2"));
                assertTrue(size >= 4 << 20, () -> "it ends at " + size);
            }
            pair.same(END + "blockdev-del {\"node-name\": \"p\"}");
            for (var side : List.of(pair.ours(), pair.theirs())) {
                long size = Files.size(side.folder().resolve("q.qcow2"));
                assertTrue(size < 4 << 20, () -> "it ends at " + size);
            }
            pair.each(side -> side.tool("qemu-img", "check", "-q", "q.qcow2").ok());
            compare(pair, "qcow2", "q.qcow2");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void childrenVoteAndLosersAreToldOfAndRewritten(boolean rewrite) throws Exception {
        for (var name : List.of("a", "b", "c")) {
            create("raw", name, "1M");
            Tool.run("qemu-io", "-f", "raw", "-c", "write -P 1 0 1M", images + "/" + name).ok();
        }
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 64k 64k", images + "/b").ok();
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "file", "node-name": "a", "filename": "a"}
                    blockdev-add {"driver": "file", "node-name": "b", "filename": "b"}
                    blockdev-add {"driver": "file", "node-name": "c", "filename": "c"}
                    blockdev-add {"driver": "quorum", "node-name": "top", "children": ["a", "b", "c"], "vote-threshold": 2, "rewrite-corrupted": %s}
                    """
                                    .formatted(rewrite)
                            + SERVE);
            pair.each(side -> io(side, "read -P 1 0 64k", "read -P 1 64k 4k").ok());
            pair.same("until QUORUM_REPORT_BAD {\"type\": \"read\"}");
            pair.each(side -> io(side, "write -P 5 512k 64k", "flush", "read -P 5 512k 64k").ok());
            pair.same(END);
            for (var name : List.of("a", "b", "c")) {
                assertArrayEquals(
                        Files.readAllBytes(pair.theirs().folder().resolve(name)),
                        Files.readAllBytes(pair.ours().folder().resolve(name)),
                        name);
            }
        }
    }

    @Test
    void aReadThatTooFewAgreeOnFails() throws Exception {
        create("raw", "a", "1M");
        create("raw", "b", "1M");
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 64k 64k", images + "/b").ok();
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "file", "node-name": "a", "filename": "a"}
                    blockdev-add {"driver": "file", "node-name": "b", "filename": "b"}
                    blockdev-add {"driver": "quorum", "node-name": "top", "children": ["a", "b"], "vote-threshold": 2}
                    """
                            + SERVE);
            pair.each(
                    side -> {
                        var told = io(side, "read -P 0 0 4k", "read 64k 4k");
                        assertTrue((told.out() + told.err()).contains("Input/output error"));
                    });
            pair.same("until QUORUM_FAILURE\n" + END);
        }
    }

    @Test
    void requestsFailAsTheRulesSay() throws Exception {
        create("raw", "d.raw", "1M");
        Files.writeString(
                images.resolve("rules"),
                """
                # the second write to sector 8 fails, once
                [set-state]
                event = "pwritev_done"
                state = "1"
                new_state = "2"
                [inject-error]
                event = "pwritev"
                state = "2"
                errno = "28"
                sector = "8"
                once = "on"
                """);
        try (var pair = QmpPair.start(images, folder)) {
            for (var rules :
                    List.of(
                            "\"config\": \"rules\"",
                            "\"inject-error\": [{\"event\": \"none\", \"iotype\": \"read\", \"sector\": 8}]",
                            "\"inject-error\": [{\"event\": \"none\", \"iotype\": \"flush\", \"errno\": 28, \"once\": true}]",
                            "\"inject-error\": [{\"event\": \"none\", \"iotype\": \"write\", \"errno\": 12}]")) {
                pair.same(
                        """
                        blockdev-add {"driver": "file", "node-name": "f", "filename": "d.raw"}
                        blockdev-add {"driver": "blkdebug", "node-name": "top", "image": "f", %s}
                        """
                                        .formatted(rules)
                                + SERVE);
                var told = new ArrayList<String>();
                pair.each(
                        side ->
                                told.add(
                                        outcomes(
                                                side,
                                                "write 4k 4k",
                                                "write 4k 4k",
                                                "write 4k 4k",
                                                "read 4k 4k",
                                                "read 0 4k",
                                                "flush")));
                assertEquals(told.get(1), told.get(0), rules);
                pair.same(END + "blockdev-del {\"node-name\": \"f\"}\nnbd-server-stop");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"l2_load", "read_aio", "write_aio", "refblock_load"})
    void aFormatTellsOfItsSteps(String event) throws Exception {
        create("qcow2", "q.qcow2", "1M");
        Tool.run("qemu-io", "-c", "write -P 1 0 64k", images + "/q.qcow2").ok();
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "file", "node-name": "f", "filename": "q.qcow2"}
                    blockdev-add {"driver": "blkdebug", "node-name": "d", "image": "f", "inject-error": [{"event": "%s", "errno": 5, "once": true}]}
                    blockdev-add {"driver": "qcow2", "node-name": "top", "file": "d"}
                    """
                                    .formatted(event)
                            + SERVE);
            var told = new ArrayList<String>();
            pair.each(
                    side -> {
                        told.add(
                                outcomes(
                                        side,
                                        "read 0 4k",
                                        "read 0 4k",
                                        "write 4k 4k",
                                        "write 4k 4k"));
                    });
            assertEquals(told.get(1), told.get(0));
            pair.same(END);
        }
    }

    /** What becomes of commands; each has a connection of its own, which a failed one may end. */
    private static String outcomes(QmpSide side, String... commands) {
        var outcomes = new ArrayList<String>();
        for (var command : commands) {
            var told = io(side, command);
            outcomes.add(
                    (told.out() + told.err())
                            .lines()
                            .filter(line -> line.contains("failed") || line.contains("bytes at"))
                            .toList()
                            .toString());
        }
        return outcomes.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void theLogIsThePeersAndReplaysToTheDisk(int sectorSize) throws Exception {
        create("raw", "d.raw", "1M");
        Files.createFile(images.resolve("log"));
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"driver": "file", "node-name": "f", "filename": "d.raw"}
                    blockdev-add {"driver": "file", "node-name": "g", "filename": "log"}
                    blockdev-add {"driver": "blklogwrites", "node-name": "top", "file": "f", "log": "g", "log-sector-size": %d}
                    """
                                    .formatted(sectorSize)
                            + SERVE);
            pair.each(
                    side ->
                            io(
                                            side,
                                            "write -P 1 0 64k",
                                            "flush",
                                            "write -P 2 32k 4k",
                                            "write -P 3 900k 8k",
                                            "write -P 4 4k 12k",
                                            "flush")
                                    .ok());
            pair.same(END + "blockdev-del {\"node-name\": \"g\"}");
            for (var side : List.of(pair.theirs(), pair.ours())) {
                assertArrayEquals(
                        Files.readAllBytes(side.folder().resolve("d.raw")),
                        replay(Files.readAllBytes(side.folder().resolve("log")), 1 << 20));
            }
            var theirs = Files.readAllBytes(pair.theirs().folder().resolve("log"));
            var ours = Files.readAllBytes(pair.ours().folder().resolve("log"));
            // the peer leaves out flushes of nothing, the last ones here
            assertEquals(entries(theirs), entries(ours).subList(0, entries(theirs).size()));
            int end = theirs.length;
            assertTrue(Arrays.equals(theirs, sectorSize, end, ours, sectorSize, end));
        }
    }

    private static List<String> entries(byte[] log) {
        var told = new ArrayList<String>();
        walk(log, (sector, count, flags, at) -> told.add(sector + "+" + count + " " + flags));
        return told;
    }

    private static byte[] replay(byte[] log, int size) {
        var disk = new byte[size];
        int unit = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN).getInt(24);
        walk(
                log,
                (sector, count, flags, at) -> {
                    if (flags <= 2) {
                        System.arraycopy(log, at, disk, (int) sector * unit, (int) count * unit);
                    }
                });
        return disk;
    }

    private interface Entry {
        void at(long sector, long count, long flags, int at);
    }

    private static void walk(byte[] log, Entry taker) {
        var bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
        long entries = bytes.getLong(16);
        int unit = bytes.getInt(24);
        int at = unit;
        for (long i = 0; i < entries; i++) {
            long count = bytes.getLong(at + 8);
            long flags = bytes.getLong(at + 16);
            taker.at(bytes.getLong(at), count, flags, at + unit);
            at += unit + ((flags & 4) != 0 ? 0 : (int) count * unit);
        }
    }
}
