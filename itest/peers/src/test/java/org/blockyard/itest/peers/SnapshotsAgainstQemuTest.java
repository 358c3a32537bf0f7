package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots, in overlays and inside images, succeed, fail and leave images as with QEMU. */
class SnapshotsAgainstQemuTest {
    /** What a node answers that QEMU 7.2 does not. */
    private static final String[] NEWER = {
        "active", "x-blockyard-state", "x-blockyard-driver-version", "x-blockyard-reason"
    };

    private static final String OPEN =
            """
            blockdev-add {"driver": "qcow2", "node-name": "top", "file": {"driver": "file", "filename": "top"}}
            blockdev-add {"driver": "qcow2", "node-name": "ov", "file": {"driver": "file", "filename": "ov"}}
            blockdev-add {"driver": "qcow2", "node-name": "ov2", "backing": null, "file": {"driver": "file", "filename": "ov2"}}
            blockdev-add {"driver": "raw", "node-name": "raw", "file": {"driver": "file", "node-name": "rawf", "filename": "disk.raw"}}
            nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd.sock"}}}
            """;

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void makeImages() throws IOException {
        Tool.requires("qemu-img");
        images = Files.createDirectory(folder.resolve("images"));
        qcow2("base", "1M");
        qcow2("ov", "1M");
        qcow2("ov2", "2M");
        qcow2("top", "1M", "-b", "base", "-F", "qcow2");
        Tool.run("truncate", "-s", "1M", images.resolve("disk.raw").toString()).ok();
    }

    private void qcow2(String name, String size, String... backing) {
        var image = images.resolve(name).toString();
        var command =
                new java.util.ArrayList<>(
                        java.util.List.of("qemu-img", "create", "-q", "-f", "qcow2"));
        command.addAll(java.util.List.of(backing));
        command.addAll(java.util.List.of(image, size));
        Tool.run(command.toArray(String[]::new)).ok();
    }

    private QmpPair pair() throws Exception {
        var pair = QmpPair.start(images, folder);
        pair.mask().without(NEWER);
        pair.same(OPEN);
        return pair;
    }

    @Test
    void overlaysAreRefusedInTheSameWords() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-snapshot {"node": "nope", "overlay": "ov"}
                    blockdev-snapshot {"node": "top", "overlay": "nope"}
                    blockdev-snapshot {"node": "top", "overlay": "top"}
                    blockdev-snapshot {"node": "top", "overlay": "raw"}
                    blockdev-snapshot {"node": "raw", "overlay": "top"}
                    blockdev-snapshot {"node": "top"}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "ov", "name": "ov"}
                    blockdev-snapshot {"node": "top", "overlay": "ov"}
                    block-export-del {"id": "e"}
                    await BLOCK_EXPORT_DELETED
                    blockdev-snapshot {"node": "top", "overlay": "ov"}
                    blockdev-snapshot {"node": "top", "overlay": "ov2"}
                    """);
        }
    }

    @Test
    void aDiskGoesOnInItsOverlay() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    block-export-add {"type": "nbd", "id": "e", "node-name": "top", "name": "d", "writable": true}
                    """);
            pair.each(side -> write(side, 1));
            pair.same(
                    """
                    blockdev-snapshot {"node": "top", "overlay": "ov"}
                    query-block-exports
                    """);
            pair.each(side -> write(side, 2));
            pair.same(
                    """
                    blockdev-snapshot {"node": "ov", "overlay": "ov2"}
                    query-block-exports
                    """);
            pair.each(side -> write(side, 3));
            pair.each(SnapshotsAgainstQemuTest::readBack);
        }
    }

    private static void write(QmpSide side, int value) {
        var uri = "nbd+unix:///d?socket=nbd.sock";
        var command = "write -P " + value + " " + value * 64 + "k 64k";
        side.tool("qemu-io", "-f", "raw", "-c", command, uri).ok();
    }

    private static void readBack(QmpSide side) {
        var uri = "nbd+unix:///d?socket=nbd.sock";
        side.tool(
                        "qemu-io",
                        "-f",
                        "raw",
                        "-c",
                        "read -P 1 64k 64k",
                        "-c",
                        "read -P 2 128k 64k",
                        "-c",
                        "read -P 3 192k 64k",
                        uri)
                .ok();
        for (var image : new String[] {"top", "ov", "ov2"}) {
            side.tool("qemu-img", "check", "-U", image).ok();
        }
        side.tool(
                        "qemu-io",
                        "-U",
                        "-r",
                        "-c",
                        "read -P 1 64k 64k",
                        "-c",
                        "read -P 0 128k 64k",
                        "top")
                .ok();
    }

    @Test
    void overlaysAreMadeAndRefusedAlike() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-snapshot-sync {"node-name": "top", "snapshot-file": "s1"}
                    blockdev-snapshot-sync {"node-name": "top", "snapshot-file": "s1", "snapshot-node-name": "raw"}
                    blockdev-snapshot-sync {"snapshot-file": "s1", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"device": "x", "snapshot-file": "s1"}
                    blockdev-snapshot-sync {"node-name": "raw", "snapshot-file": "no/s1", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"node-name": "raw", "snapshot-file": "s.raw", "format": "raw", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"node-name": "raw", "snapshot-file": "s1", "format": "foo", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"node-name": "raw", "snapshot-file": "ov", "format": "raw", "mode": "existing", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"node-name": "raw", "snapshot-file": "s3", "mode": "existing", "snapshot-node-name": "s1"}
                    blockdev-snapshot-sync {"node-name": "rawf", "snapshot-file": "s4", "snapshot-node-name": "s4"}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "top", "name": "d", "writable": true}
                    blockdev-snapshot-sync {"node-name": "top", "snapshot-file": "s5", "snapshot-node-name": "s5"}
                    query-block-exports
                    """);
            pair.each(side -> write(side, 5));
            pair.each(
                    side ->
                            side.tool("qemu-io", "-U", "-r", "-c", "read -P 5 320k 64k", "s5")
                                    .ok());
        }
    }

    @Test
    void snapshotsInsideImagesAreTakenAndForgotten() throws Exception {
        try (var pair = pair()) {
            // an image tells the instructions run as soon as there is room for their number
            pair.mask().without("icount").hide("vm-clock-sec", "vm-clock-nsec");
            pair.same(
                    """
                    blockdev-snapshot-internal-sync {"device": "nope", "name": "a"}
                    blockdev-snapshot-internal-sync {"device": "raw", "name": "a"}
                    blockdev-snapshot-internal-sync {"device": "rawf", "name": "a"}
                    blockdev-snapshot-internal-sync {"device": "top", "name": ""}
                    blockdev-snapshot-internal-sync {"device": "top", "name": "a"}
                    blockdev-snapshot-internal-sync {"device": "top", "name": "a"}
                    blockdev-snapshot-internal-sync {"device": "top", "name": "b"}
                    blockdev-snapshot-delete-internal-sync {"device": "nope", "id": "1"}
                    blockdev-snapshot-delete-internal-sync {"device": "rawf", "id": "1"}
                    blockdev-snapshot-delete-internal-sync {"device": "raw", "id": "1"}
                    blockdev-snapshot-delete-internal-sync {"device": "top"}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "id": "9"}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "name": "z"}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "id": "1", "name": "z"}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "id": "2", "name": "b"}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "name": "a"}
                    """);
            pair.each(side -> side.tool("qemu-img", "check", "-U", "top").ok());
        }
    }

    @Test
    void aTransactionTakesAllSnapshotsOrNone() throws Exception {
        try (var pair = pair()) {
            // an image tells the instructions run as soon as there is room for their number
            pair.mask().without("icount").hide("vm-clock-sec", "vm-clock-nsec");
            pair.same(
                    """
                    block-export-add {"type": "nbd", "id": "e", "node-name": "top", "name": "d", "writable": true}
                    transaction {"actions": [{"type": "blockdev-snapshot-internal-sync", "data": {"device": "top", "name": "t"}}, {"type": "blockdev-snapshot-internal-sync", "data": {"device": "raw", "name": "t"}}]}
                    blockdev-snapshot-delete-internal-sync {"device": "top", "name": "t"}
                    transaction {"actions": [{"type": "blockdev-snapshot", "data": {"node": "top", "overlay": "ov"}}, {"type": "abort", "data": {}}]}
                    query-block-exports
                    transaction {"actions": [{"type": "blockdev-snapshot-sync", "data": {"node-name": "top", "snapshot-file": "s1", "snapshot-node-name": "s1"}}, {"type": "blockdev-snapshot", "data": {"node": "raw", "overlay": "raw"}}]}
                    query-block-exports
                    blockdev-snapshot-delete-internal-sync {"device": "s1", "name": "t"}
                    transaction {"actions": [{"type": "blockdev-snapshot", "data": {"node": "top", "overlay": "ov"}}, {"type": "blockdev-snapshot", "data": {"node": "raw", "overlay": "ov2"}}]}
                    query-block-exports
                    """);
            pair.each(side -> write(side, 4));
        }
    }
}
