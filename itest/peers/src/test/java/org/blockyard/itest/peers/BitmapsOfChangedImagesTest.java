package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bitmaps of a qcow2 image that is resized or amended say the same as after QEMU's tools and
 * daemon have done that, and the image is sound.
 */
@Timeout(300)
class BitmapsOfChangedImagesTest {
    private static final String OPEN =
            """
            blockdev-add {"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "q.qcow2"}}
            """;
    private static final String SERVE =
            """
            nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd.sock"}}}
            block-export-add {"type": "nbd", "id": "e", "node-name": "q", "writable": true}
            """;
    private static final String DIGESTS =
            """
            x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "b"}
            x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "fine"}
            x-debug-block-dirty-bitmap-sha256 {"node": "q", "name": "off"}
            """;

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void anImageWithBitmaps() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        var image = images + "/q.qcow2";
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", image, "4M").ok();
        Tool.run("qemu-img", "bitmap", "--add", image, "b").ok();
        Tool.run("qemu-img", "bitmap", "--add", "-g", "512", image, "fine").ok();
        Tool.run("qemu-img", "bitmap", "--add", "--disable", image, "off").ok();
        Tool.run("qemu-io", "-f", "qcow2", "-c", "write 1000k 200k", "-c", "write 3M 1k", image)
                .ok();
    }

    private static void write(QmpSide side, String command) {
        side.tool("qemu-io", "-n", "-f", "raw", "-c", command, "nbd+unix:///q?socket=nbd.sock")
                .ok();
    }

    private static void same(QmpPair pair) throws Exception {
        var told = new ArrayList<String>();
        pair.each(
                side -> {
                    side.tool("qemu-img", "check", "-q", "q.qcow2").ok();
                    told.add(
                            side.tool("qemu-img", "info", "q.qcow2")
                                    .ok()
                                    .out()
                                    .replaceAll("disk size: .*", ""));
                });
        assertEquals(told.getLast(), told.getFirst());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resize q.qcow2 9M",
                "resize --shrink q.qcow2 1100k",
                "amend -f qcow2 -o lazy_refcounts=on q.qcow2",
                "amend -f qcow2 -o size=5M q.qcow2"
            })
    void whatTheToolChangesIsTheSame(String command) throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            var ours = new ArrayList<>(Product.command("img", command.split(" ")));
            ours.set(ours.indexOf("q.qcow2"), pair.ours().folder() + "/q.qcow2");
            Tool.run(ours, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
            var theirs = new ArrayList<>(List.of("qemu-img"));
            theirs.addAll(List.of(command.split(" ")));
            pair.theirs().tool(theirs.toArray(String[]::new)).ok();
            same(pair);
            pair.same(OPEN + DIGESTS + SERVE);
            pair.each(side -> write(side, "write 512k 70k"));
            pair.same(DIGESTS);
        }
    }

    @Test
    void whatTheDaemonResizesIsTheSame() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block_resize {"node-name": "q", "size": 9437184}
                            """
                            + DIGESTS
                            + SERVE);
            pair.each(side -> write(side, "write 8M 70k"));
            pair.same(
                    DIGESTS
                            + """
                            nbd-server-stop
                            await BLOCK_EXPORT_DELETED
                            block_resize {"node-name": "q", "size": 1126400}
                            """
                            + DIGESTS
                            + """
                            blockdev-del {"node-name": "q"}
                            """);
            same(pair);
            pair.same(OPEN + DIGESTS);
        }
    }
}
