package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.Variant;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks of formats whose length QEMU's daemon can't change become longer while ours serves them;
 * both refuse it while a client has them.
 */
@Timeout(300)
class ResizeAgainstQemuTest {
    private static final int BEFORE = 4 << 20;
    private static final int AFTER = 6 << 20;

    /** A node, which is called as its image, and how that is made. */
    private record Disk(String node, Variant image) {
        Disk(String node, String format, String options) {
            this(node, Formats.named(format).made(options));
        }
    }

    private static final List<Disk> DISKS =
            List.of(
                    new Disk("sparse", "vmdk", "subformat=monolithicSparse"),
                    new Disk("extents", "vmdk", "subformat=twoGbMaxExtentSparse"),
                    new Disk("flat", "vmdk", "subformat=monolithicFlat"),
                    new Disk("vpc", "vpc", "force_size=on"),
                    new Disk("fixed", "vpc", "subformat=fixed,force_size=on"),
                    new Disk("vhdx", "vhdx", "block_size=1M"),
                    new Disk("vdi", "vdi", ""));

    /** Hard, for a server may not have noticed yet that its client has gone. */
    private static final String END =
            """
            block-export-del {"id": "e", "mode": "hard"}
            await BLOCK_EXPORT_DELETED
            """;

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void makeImages() throws IOException {
        Tool.requires("qemu-img");
        images = Files.createDirectory(folder.resolve("images"));
        var raw = Files.write(folder.resolve("raw"), content(BEFORE)).toString();
        for (var disk : DISKS) {
            tool(disk.image().fromRaw(raw, images.resolve(disk.node()).toString()));
        }
    }

    private static void tool(List<String> arguments) {
        var command = new ArrayList<>(List.of("qemu-img"));
        command.addAll(arguments);
        Tool.run(command, Map.of()).ok();
    }

    /** A disk that was as long as now before, and holds zeroes behind that. */
    private static byte[] content(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, 0, Math.min(length, BEFORE), (byte) 7);
        return bytes;
    }

    @Test
    void disksGrowBetweenTwoClients() throws Exception {
        Path grown;
        try (var pair = QmpPair.start(images, folder)) {
            grown = pair.ours().folder();
            // the peer does not say who they are
            pair.mask().reword("an unnamed block device|export .e.|job .resize.", "SOMEBODY");
            pair.same(
                    "nbd-server-start {'addr': {'type': 'unix', 'data': {'path': 'nbd.sock'}}}"
                            .replace('\'', '"'));
            for (var disk : DISKS) {
                grow(pair, disk);
            }
        }
        var expected = Files.write(folder.resolve("grown"), content(AFTER)).toString();
        for (var disk : DISKS) {
            tool(disk.image().compare(expected, grown.resolve(disk.node()).toString()));
        }
    }

    private static void grow(QmpPair pair, Disk disk) throws Exception {
        var export =
                command("block-export-add", "'type': 'nbd', 'id': 'e', 'node-name': '%s'", disk);
        var resize = command("block_resize", "'node-name': '%s', 'size': " + AFTER, disk);
        pair.same(
                command(
                                "blockdev-add",
                                "'driver': '%2$s', 'node-name': '%1$s', 'file': {'driver': 'file',"
                                        + " 'filename': '%1$s'}",
                                disk)
                        + export);
        var socket = pair.ours().folder().resolve("nbd.sock");
        try (var client = new NbdClient(socket, disk.node())) {
            assertEquals(BEFORE, client.length());
            pair.same(resize);
        }
        pair.same(END);
        var size = Map.<String, Object>of("node-name", disk.node(), "size", AFTER);
        pair.ours().qmp().execute("block_resize", size);
        var refused = pair.theirs().qmp().ask("block_resize", size).toString();
        assertEquals(
                "{error={class=GenericError, desc=Image format driver does not support resize}}",
                refused);
        pair.same(export);
        try (var client = new NbdClient(socket, disk.node())) {
            assertEquals(AFTER, client.length());
            assertArrayEquals(content(AFTER), client.read(0, AFTER), disk.toString());
        }
        pair.same(END + command("blockdev-del", "'node-name': '%s'", disk));
    }

    /** A line of a script, of a disk. */
    private static String command(String name, String arguments, Disk disk) {
        return name
                + " {"
                + arguments.formatted(disk.node(), disk.image().format()).replace('\'', '"')
                + "}\n";
    }
}
