package org.blockyard.itest.peers;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code blockdev-backup} answers, tells events and copies as QEMU's daemon does. */
class BackupAgainstQemuTest {
    private static final int SIZE = 4 << 20;

    private static final String NODES =
            """
            blockdev-add {"driver": "raw", "node-name": "disk", "file": {"driver": "file", "filename": "disk.raw"}}
            blockdev-add {"driver": "qcow2", "node-name": "top", "backing": "disk", "file": {"driver": "file", "filename": "top.qcow2"}}
            blockdev-add {"driver": "raw", "node-name": "copy", "file": {"driver": "file", "filename": "copy.raw"}}
            blockdev-add {"driver": "qcow2", "node-name": "image", "file": {"driver": "file", "filename": "image.qcow2"}}
            blockdev-add {"driver": "null-co", "node-name": "small", "size": 1048576, "read-zeroes": true}
            """;

    @TempDir Path folder;

    private Path images;

    @BeforeEach
    void makeImages() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        for (var name : new String[] {"disk.raw", "copy.raw"}) {
            try (var file = new RandomAccessFile(images.resolve(name).toFile(), "rw")) {
                file.setLength(SIZE);
                if (name.equals("disk.raw")) {
                    var bytes = new byte[SIZE / 2];
                    new Random(1).nextBytes(bytes);
                    file.write(bytes);
                }
            }
        }
        for (var name : new String[] {"top.qcow2", "image.qcow2"}) {
            var path = images.resolve(name).toString();
            Tool.run("qemu-img", "create", "-q", "-f", "qcow2", path, SIZE + "").ok();
        }
        var top = images.resolve("top.qcow2").toString();
        Tool.run("qemu-io", "-f", "qcow2", "-c", "write -P 5 1M 200k", top).ok();
    }

    private QmpPair start() throws Exception {
        var pair = QmpPair.start(images, folder);
        pair.mask()
                .silencePauses()
                .reword("Node '[a-z]*' is busy: .*|(Block device|Node) [a-z]* is in use", "IN USE")
                .reword("Node 'cbw' is not owned by the monitor.*", "IN USE")
                .reword("Compression is not supported for this drive .*", "NO COMPRESSION")
                .reword("Invalid job ID ''|An explicit job ID is required", "NO ID")
                .reword("support Transaction property", "support transaction property");
        return pair;
    }

    @Test
    void whatMakesNoSenseIsRefusedInTheSameWords() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "disk", "name": "b"}
                    blockdev-backup {"job-id": "j", "device": "nope", "target": "copy", "sync": "full"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "nope", "sync": "full"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "disk", "sync": "full"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "small", "sync": "full"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "compress": true}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "incremental"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "bitmap"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "bitmap", "bitmap": "b"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "bitmap", "bitmap": "x", "bitmap-mode": "never"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "incremental", "bitmap": "b", "bitmap-mode": "never"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "bitmap": "b"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "bitmap": "b", "bitmap-mode": "never"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "none", "bitmap": "b", "bitmap-mode": "always"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "bitmap-mode": "always"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "speed": -1}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "x-perf": {"max-workers": 0}}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "x-perf": {"max-chunk": -1}}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "x-perf": {"max-chunk": 4096}}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "filter-node-name": "top"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "filter-node-name": "9"}
                    blockdev-backup {"job-id": "9", "device": "disk", "target": "copy", "sync": "full"}
                    blockdev-backup {"device": "disk", "target": "copy", "sync": "full"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "some"}
                    query-jobs
                    """);
        }
    }

    @Test
    void eachKindOfBackupTellsTheSameEventsAndCopiesTheSame() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "disk", "name": "b"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-backup {"job-id": "k", "device": "disk", "target": "image", "sync": "full", "compress": true, "auto-finalize": false, "auto-dismiss": false}
                    await JOB_STATUS_CHANGE {"status": "pending"}
                    query-jobs
                    query-block-jobs
                    job-finalize {"id": "k"}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    job-dismiss {"id": "k"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-backup {"job-id": "l", "device": "top", "target": "image", "sync": "top"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-backup {"job-id": "m", "device": "disk", "target": "copy", "sync": "incremental", "bitmap": "b"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-backup {"job-id": "n", "device": "disk", "target": "copy", "sync": "none", "filter-node-name": "cbw"}
                    until JOB_STATUS_CHANGE {"status": "running"}
                    block-dirty-bitmap-add {"node": "cbw", "name": "c"}
                    blockdev-del {"node-name": "cbw"}
                    blockdev-del {"node-name": "copy"}
                    blockdev-del {"node-name": "disk"}
                    job-complete {"id": "n"}
                    block-job-cancel {"device": "n"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    query-jobs
                    blockdev-del {"node-name": "copy"}
                    blockdev-del {"node-name": "image"}
                    """);
            pair.each(side -> side.tool("qemu-img", "compare", "-U", "disk.raw", "copy.raw").ok());
            pair.each(side -> side.tool("qemu-img", "check", "image.qcow2").ok());
        }
    }

    @Test
    void aFrozenBitmapIsBusyUntilTheJobEnds() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "disk", "name": "b"}
                    blockdev-backup {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "bitmap": "b", "bitmap-mode": "always", "speed": 65536, "auto-dismiss": false}
                    block-dirty-bitmap-clear {"node": "disk", "name": "b"}
                    block-dirty-bitmap-remove {"node": "disk", "name": "b"}
                    blockdev-backup {"job-id": "k", "device": "disk", "target": "image", "sync": "bitmap", "bitmap": "b", "bitmap-mode": "never"}
                    job-cancel {"id": "j"}
                    until JOB_STATUS_CHANGE {"status": "concluded"}
                    block-dirty-bitmap-clear {"node": "disk", "name": "b"}
                    """);
        }
    }

    @Test
    void transactionsStartAllOrNone() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    transaction {"actions": [{"type": "blockdev-backup", "data": {"job-id": "j", "device": "disk", "target": "copy", "sync": "full"}}, {"type": "abort", "data": {}}]}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    transaction {"actions": [{"type": "block-dirty-bitmap-add", "data": {"node": "disk", "name": "b"}}, {"type": "blockdev-backup", "data": {"job-id": "j", "device": "disk", "target": "copy", "sync": "full"}}]}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    transaction {"actions": [{"type": "block-dirty-bitmap-clear", "data": {"node": "disk", "name": "b"}}], "properties": {"completion-mode": "grouped"}}
                    transaction {"actions": [{"type": "blockdev-backup", "data": {"job-id": "j", "device": "disk", "target": "copy", "sync": "full"}}, {"type": "blockdev-backup", "data": {"job-id": "k", "device": "top", "target": "small", "sync": "full"}}], "properties": {"completion-mode": "grouped"}}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    query-jobs
                    transaction {"actions": [{"type": "blockdev-backup", "data": {"job-id": "j", "device": "disk", "target": "copy", "sync": "full", "auto-dismiss": false}}, {"type": "blockdev-backup", "data": {"job-id": "k", "device": "top", "target": "image", "sync": "none", "auto-dismiss": false}}], "properties": {"completion-mode": "grouped"}}
                    until JOB_STATUS_CHANGE {"id": "j", "status": "waiting"}
                    job-cancel {"id": "k"}
                    until JOB_STATUS_CHANGE {"id": "k", "status": "concluded"}
                    """);
        }
    }

    @Test
    void aBackupToAFileMakesTheSameImage() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    drive-backup {"job-id": "j", "device": "disk", "target": "full.qcow2", "format": "qcow2", "sync": "full"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    drive-backup {"job-id": "j", "device": "top", "target": "top2.qcow2", "sync": "top"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    drive-backup {"job-id": "j", "device": "disk", "target": "copy2.raw", "sync": "full"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    drive-backup {"job-id": "j", "device": "disk", "target": "copy2.raw", "format": "raw", "sync": "full", "mode": "existing"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    drive-backup {"job-id": "j", "device": "disk", "target": "nowhere", "sync": "incremental"}
                    drive-backup {"job-id": "j", "device": "nope", "target": "nowhere", "sync": "full"}
                    query-jobs
                    """);
            pair.each(
                    side -> {
                        side.tool("qemu-img", "compare", "-U", "disk.raw", "full.qcow2").ok();
                        side.tool("qemu-img", "compare", "-U", "disk.raw", "copy2.raw").ok();
                        side.tool("qemu-img", "check", "top2.qcow2").ok();
                    });
        }
    }

    @Test
    void fleecingNodesAreTheSame() throws Exception {
        try (var pair = start()) {
            pair.same(NODES);
            pair.same(
                    """
                    block-dirty-bitmap-add {"node": "disk", "name": "b"}
                    blockdev-add {"driver": "copy-before-write", "node-name": "f", "file": "disk", "target": "copy", "bitmap": {"node": "disk", "name": "x"}}
                    blockdev-add {"driver": "copy-before-write", "node-name": "f", "file": "disk", "target": "copy", "on-cbw-error": "never"}
                    blockdev-add {"driver": "copy-before-write", "node-name": "f", "file": "disk"}
                    blockdev-add {"driver": "copy-before-write", "node-name": "f", "file": "disk", "target": "copy", "on-cbw-error": "break-snapshot", "cbw-timeout": 5, "bitmap": {"node": "disk", "name": "b"}}
                    blockdev-add {"driver": "snapshot-access", "node-name": "s", "file": "f"}
                    blockdev-del {"node-name": "f"}
                    blockdev-del {"node-name": "s"}
                    blockdev-del {"node-name": "f"}
                    """);
        }
    }
}
