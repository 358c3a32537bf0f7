package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code blockdev-mirror} answers and tells what QEMU's does. */
@Timeout(300)
class MirrorAgainstQemuTest {
    private static final String NODES =
            """
            blockdev-add {"driver": "raw", "node-name": "s", "file": {"driver": "file", "filename": "s.raw"}}
            blockdev-add {"driver": "raw", "node-name": "t", "file": {"driver": "file", "filename": "t.raw"}}
            blockdev-add {"driver": "raw", "node-name": "u", "file": {"driver": "file", "filename": "u.raw"}}
            blockdev-add {"driver": "raw", "node-name": "big", "file": {"driver": "file", "filename": "big.raw"}}
            blockdev-add {"driver": "raw", "node-name": "ro", "read-only": true, "file": {"driver": "file", "filename": "ro.raw"}}
            blockdev-add {"driver": "qcow2", "node-name": "o", "file": {"driver": "file", "filename": "o.qcow2"}}
            blockdev-add {"driver": "qcow2", "node-name": "q", "file": {"driver": "file", "filename": "q.qcow2"}}
            """;

    @TempDir Path folder;
    @TempDir Path images;

    @BeforeEach
    void makeImages() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        for (var name : new String[] {"s", "t", "u", "d", "ro"}) {
            raw(name, "4M");
        }
        raw("big", "8M");
        image("b.qcow2", "4M");
        image("q.qcow2", "4M");
        tool("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", "b.qcow2", "o.qcow2");
        tool("qemu-io", "-f", "raw", "-c", "write -P 5 1M 1M", "s.raw");
        tool("qemu-io", "-f", "raw", "-c", "write -P 8 0 4M", "d.raw");
        tool("qemu-io", "-f", "qcow2", "-c", "write -P 6 0 2M", "b.qcow2");
        tool("qemu-io", "-f", "qcow2", "-c", "write -P 7 1M 1M", "o.qcow2");
    }

    private void raw(String name, String size) throws Exception {
        tool("qemu-img", "create", "-q", "-f", "raw", name + ".raw", size);
    }

    private void image(String name, String size) throws Exception {
        tool("qemu-img", "create", "-q", "-f", "qcow2", name, size);
    }

    private void tool(String... command) throws Exception {
        var process = new ProcessBuilder(command).directory(images.toFile());
        var out = Files.createTempFile(folder, "tool", ".out").toFile();
        int status = process.redirectErrorStream(true).redirectOutput(out).start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(Files.readString(out.toPath()));
        }
    }

    private QmpPair pair() throws Exception {
        var pair = QmpPair.start(images, folder);
        pair.mask().without("active", "actively-synced", "children").hide("busy", "file");
        pair.same(NODES);
        return pair;
    }

    @Test
    void whatIsWrongIsSaidInTheSameWords() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"device": "s", "target": "t", "sync": "full"}
                    blockdev-mirror {"job-id": "1j", "device": "s", "target": "t", "sync": "full"}
                    blockdev-mirror {"job-id": "j", "device": "nope", "target": "t", "sync": "full"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "nope", "sync": "full"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "s", "sync": "full"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "incremental"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "bitmap"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "all"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "granularity": 100}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "granularity": 1000}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "granularity": 134217728}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "speed": -1}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "buf-size": -1}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "replaces": "nope"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "replaces": "t"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "replaces": "u"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "filter-node-name": "u"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "filter-node-name": "1bad"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "on-source-error": "shrug"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "copy-mode": "never"}
                    query-jobs
                    """);
        }
    }

    @Test
    void disksOfDifferentLengthsFailInTheJob() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "big", "sync": "full"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    """);
        }
    }

    @Test
    void aMirrorTakesTheDisksPlace() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "filter-node-name": "f"}
                    await BLOCK_JOB_READY
                    query-jobs
                    query-block-jobs
                    blockdev-mirror {"job-id": "k", "device": "s", "target": "u", "sync": "full"}
                    blockdev-mirror {"job-id": "k", "device": "u", "target": "t", "sync": "full"}
                    job-finalize {"id": "j"}
                    job-complete {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    query-block-jobs
                    blockdev-del {"node-name": "s"}
                    """);
        }
    }

    @Test
    void aReadyMirrorEndsSoftlyOrIsCancelled() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "copy-mode": "write-blocking"}
                    await BLOCK_JOB_READY
                    block-job-cancel {"device": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full"}
                    await BLOCK_JOB_READY
                    block-job-cancel {"device": "j", "force": true}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "auto-dismiss": false}
                    await BLOCK_JOB_READY
                    job-cancel {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    query-block-jobs
                    job-dismiss {"id": "j"}
                    query-jobs
                    """);
        }
    }

    @Test
    void aMirrorIsPausedPacedAndFinalizedByHand() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "auto-finalize": false, "auto-dismiss": false}
                    await BLOCK_JOB_READY
                    job-pause {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "standby"}
                    query-block-jobs
                    job-resume {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "ready"}
                    block-job-set-speed {"device": "j", "speed": 1000000}
                    query-block-jobs
                    job-complete {"id": "j"}
                    await BLOCK_JOB_PENDING
                    job-complete {"id": "j"}
                    job-finalize {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    query-jobs
                    job-dismiss {"id": "j"}
                    query-jobs
                    """);
        }
    }

    @Test
    void topAndNoneCopyLess() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    blockdev-mirror {"job-id": "j", "device": "o", "target": "q", "sync": "top"}
                    await BLOCK_JOB_READY
                    query-jobs
                    job-complete {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "u", "sync": "none"}
                    await BLOCK_JOB_READY
                    query-jobs
                    block-job-cancel {"device": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    """);
        }
    }

    @Test
    void whatIsDoneAboutFailuresIsTheSame() throws Exception {
        try (var pair = pair()) {
            pair.mask().hide("error", "offset", "len", "current-progress", "total-progress");
            pair.same(
                    """
                    blockdev-add {"driver": "blkdebug", "node-name": "full", "image": {"driver": "null-co", "size": 4194304}, "inject-error": [{"event": "none", "iotype": "write", "errno": 28, "once": true}]}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "full", "sync": "full", "on-target-error": "enospc"}
                    await JOB_STATUS_CHANGE {"status": "paused"}
                    query-block-jobs
                    job-resume {"id": "j"}
                    await BLOCK_JOB_READY
                    query-block-jobs
                    job-cancel {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-add {"driver": "blkdebug", "node-name": "bad", "image": {"driver": "null-co", "size": 4194304}, "inject-error": [{"event": "none", "iotype": "write", "errno": 5, "once": true}]}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "bad", "sync": "full"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    blockdev-add {"driver": "blkdebug", "node-name": "deaf", "image": {"driver": "file", "filename": "d.raw"}, "inject-error": [{"event": "none", "iotype": "read", "errno": 5, "once": true}]}
                    blockdev-mirror {"job-id": "j", "device": "deaf", "target": "t", "sync": "full", "on-source-error": "stop"}
                    await JOB_STATUS_CHANGE {"status": "paused"}
                    job-resume {"id": "j"}
                    await BLOCK_JOB_READY
                    job-cancel {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    """);
        }
    }

    @Test
    void aMirrorToANewImageIsMade() throws Exception {
        try (var pair = pair()) {
            // a new image is blank, and nothing is copied where the disk has zeroes
            pair.mask().hide("len", "offset");
            pair.same(
                    """
                    drive-mirror {"job-id": "j", "device": "s", "target": "new.raw", "sync": "full", "replaces": "s"}
                    drive-mirror {"job-id": "j", "device": "s", "target": "none.raw", "sync": "full", "mode": "existing", "format": "raw"}
                    drive-mirror {"job-id": "j", "device": "s", "target": "new.x", "sync": "full", "format": "nosuch"}
                    drive-mirror {"job-id": "j", "device": "o", "target": "new.raw", "sync": "top", "format": "raw"}
                    drive-mirror {"job-id": "j", "device": "o", "target": "top.qcow2", "sync": "top", "node-name": "n"}
                    await BLOCK_JOB_READY
                    job-complete {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    drive-mirror {"job-id": "j", "device": "s", "target": "new.raw", "sync": "full", "format": "raw"}
                    await BLOCK_JOB_READY
                    block-job-cancel {"device": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    """);
            pair.each(
                    side -> {
                        side.tool("qemu-img", "compare", "-U", "s.raw", "new.raw").ok();
                        side.tool("qemu-img", "compare", "-U", "o.qcow2", "top.qcow2").ok();
                    });
        }
    }

    @Test
    void theExportGoesWithTheDisk() throws Exception {
        try (var pair = pair()) {
            pair.same(
                    """
                    nbd-server-start {"addr": {"type": "unix", "data": {"path": "nbd.sock"}}}
                    block-export-add {"type": "nbd", "id": "e", "node-name": "s", "name": "e", "writable": true}
                    blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full"}
                    await BLOCK_JOB_READY
                    job-complete {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    query-block-exports
                    blockdev-del {"node-name": "s"}
                    """);
        }
    }

    /** What zeroes take of the target's file, in blocks of 512 bytes. */
    @Test
    void zeroesKeepTheirSpaceIfTheyAreNotToBeUnmapped() throws Exception {
        var sparse = Files.createDirectory(folder.resolve("sparse"));
        Tool.run("truncate", "-s", "4M", sparse + "/zeroes").ok();
        Tool.run("truncate", "-s", "4M", sparse + "/full").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 1 0 4M", sparse + "/full").ok();
        for (boolean unmap : new boolean[] {true, false}) {
            try (var pair = QmpPair.start(sparse, folder)) {
                // ours zeroes the target at once, which is no part of its work
                pair.mask().hide("len", "offset");
                pair.same(
                        """
                        blockdev-add {"driver": "file", "node-name": "z", "filename": "zeroes"}
                        drive-mirror {"job-id": "j", "device": "z", "target": "full", "sync": "full", "mode": "existing", "format": "raw", "unmap": %b}
                        until BLOCK_JOB_READY
                        job-cancel {"id": "j"}
                        until JOB_STATUS_CHANGE {"status": "null"}
                        """
                                .formatted(unmap));
                pair.each(
                        side -> {
                            var blocks = side.tool("stat", "-c", "%b", "full").ok().out().strip();
                            assertEquals(unmap, blocks.equals("0"), blocks + " blocks");
                        });
            }
        }
    }
}
