package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * block-stream, block-commit and the verbs of jobs answer and tell events as those of QEMU's daemon
 * do, and leave images that read the same.
 */
@Timeout(300)
class BlockJobsAgainstQemuTest {
    private static final String OPEN =
            """
            blockdev-add {"node-name": "top", "driver": "qcow2",\
             "file": {"driver": "file", "filename": "top.qcow2", "node-name": "top-file"},\
             "backing": {"driver": "qcow2", "node-name": "mid",\
             "file": {"driver": "file", "filename": "mid.qcow2"},\
             "backing": {"driver": "qcow2", "node-name": "base",\
             "file": {"driver": "file", "filename": "base.qcow2"}}}}
            """;

    /** What a guest sees of the chain. */
    private static final String[] SEEN = {
        "read -P 1 0 1M",
        "read -P 2 1M 512k",
        "read -P 3 1536k 64k",
        "read -P 2 1600k 448k",
        "read -P 0 2M 2M"
    };

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void aChain() throws Exception {
        images = Files.createDirectory(folder.resolve("images"));
        create("base.qcow2", "4M");
        create("mid.qcow2", "-b", "base.qcow2", "-F", "qcow2");
        create("top.qcow2", "-b", "mid.qcow2", "-F", "qcow2");
        write("base.qcow2", "write -P 1 0 2M");
        write("mid.qcow2", "write -P 2 1M 1M");
        write("top.qcow2", "write -P 3 1536k 64k");
    }

    private void create(String name, String... more) {
        var shell = new StringBuilder("cd \"$0\" && qemu-img create -q -f qcow2");
        boolean size = more.length == 1;
        shell.append(size ? "" : " " + String.join(" ", more)).append(' ').append(name);
        shell.append(size ? " " + more[0] : "");
        Tool.run("sh", "-c", shell.toString(), images.toString()).ok();
    }

    private void write(String name, String command) {
        Tool.run("qemu-io", "-f", "qcow2", "-c", command, images.resolve(name).toString()).ok();
    }

    /** That of the peer may still lie in its memory. */
    private static void readsAsEver(QmpSide side, String image) {
        for (var command : SEEN) {
            side.tool("qemu-io", "-r", "-U", "-f", "qcow2", "-c", command, image).ok();
        }
    }

    private static String backing(QmpSide side, String image) {
        return side.tool("qemu-img", "info", "-U", image)
                .ok()
                .out()
                .lines()
                .filter(line -> line.startsWith("backing file"))
                .toList()
                .toString();
    }

    @Test
    void whatCantBeStreamedIsRefusedInTheSameWords() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block-stream {"device": "top"}
                            block-stream {"job-id": "1j", "device": "top"}
                            block-stream {"job-id": "j", "device": "nope"}
                            block-stream {"job-id": "j", "device": "top", "base": "nope.qcow2"}
                            block-stream {"job-id": "j", "device": "top", "base-node": "nope"}
                            block-stream {"job-id": "j", "device": "top", "base-node": "top"}
                            block-stream {"job-id": "j", "device": "top", "base-node": "top-file"}
                            block-stream {"job-id": "j", "device": "top", "base-node": "mid", "base": "base.qcow2"}
                            block-stream {"job-id": "j", "device": "top", "base-node": "mid", "bottom": "mid"}
                            block-stream {"job-id": "j", "device": "top", "bottom": "nope"}
                            block-stream {"job-id": "j", "device": "top", "bottom": "top-file"}
                            block-stream {"job-id": "j", "device": "top", "backing-file": "x"}
                            block-stream {"job-id": "j", "device": "top", "on-error": "frob"}
                            """);
        }
    }

    @Test
    void aStreamedDiskHasTheSameBackingAndReadsTheSame() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block-stream {"job-id": "j", "device": "top", "base-node": "base", "backing-file": "./base.qcow2"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            query-block-jobs
                            block-stream {"job-id": "idle", "device": "top", "base-node": "base"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            """);
            readsAsEver(pair.ours(), "top.qcow2");
            assertEquals(backing(pair.theirs(), "top.qcow2"), backing(pair.ours(), "top.qcow2"));
            pair.same(
                    """
                    block-stream {"job-id": "j", "device": "top", "auto-finalize": false, "auto-dismiss": false}
                    await BLOCK_JOB_PENDING
                    query-block-jobs
                    block-job-cancel {"device": "j", "force": true}
                    await JOB_STATUS_CHANGE {"status": "concluded"}
                    job-dismiss {"id": "j"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    block-stream {"job-id": "j", "device": "top"}
                    await JOB_STATUS_CHANGE {"status": "null"}
                    """);
            readsAsEver(pair.ours(), "top.qcow2");
            assertEquals("[]", backing(pair.ours(), "top.qcow2"));
        }
    }

    @Test
    void theVerbsOfJobsAreTakenAndRefusedTheSame() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // how far it came is chance
            pair.mask().hide("len", "offset", "total-progress", "current-progress", "busy");
            pair.same(
                    OPEN
                            + """
                            block-stream {"job-id": "j", "device": "top", "speed": 1}
                            await JOB_STATUS_CHANGE {"status": "running"}
                            query-block-jobs
                            query-jobs
                            block-stream {"job-id": "j", "device": "top"}
                            block-stream {"job-id": "k", "device": "mid"}
                            block-job-set-speed {"device": "j", "speed": -1}
                            block-job-set-speed {"device": "z", "speed": 1}
                            block-job-set-speed {"device": "j", "speed": 2}
                            job-pause {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "paused"}
                            job-pause {"id": "j"}
                            query-block-jobs
                            block-job-cancel {"device": "j"}
                            block-job-complete {"device": "j"}
                            job-complete {"id": "j"}
                            block-job-resume {"device": "j"}
                            await JOB_STATUS_CHANGE {"status": "running"}
                            block-job-resume {"device": "j"}
                            block-job-finalize {"id": "j"}
                            block-job-dismiss {"id": "j"}
                            job-dismiss {"id": "z"}
                            block-job-cancel {"device": "j"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            block-job-cancel {"device": "j"}
                            job-cancel {"id": "j"}
                            query-block-jobs
                            """);
            readsAsEver(pair.ours(), "top.qcow2");
        }
    }

    @Test
    void whatCantBeCommittedIsRefusedInTheSameWords() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block-commit {"device": "top"}
                            block-commit {"job-id": "j", "device": "nope"}
                            block-commit {"job-id": "j", "device": "mid"}
                            block-commit {"job-id": "j", "device": "top", "top": "nope"}
                            block-commit {"job-id": "j", "device": "top", "top-node": "nope"}
                            block-commit {"job-id": "j", "device": "top", "top-node": "top-file"}
                            block-commit {"job-id": "j", "device": "top", "top-node": "mid", "top": "mid.qcow2"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "mid", "base": "mid.qcow2"}
                            block-commit {"job-id": "j", "device": "top", "base": "nope"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "nope"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "top-file"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "top"}
                            block-commit {"job-id": "j", "device": "top", "backing-file": "x"}
                            """);
        }
    }

    @Test
    void layersBelowTheDiskAreCommittedToTheEnd() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block-commit {"job-id": "j", "device": "top", "top-node": "mid", "filter-node-name": "f"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            query-jobs
                            """);
            readsAsEver(pair.ours(), "top.qcow2");
            assertEquals(backing(pair.theirs(), "top.qcow2"), backing(pair.ours(), "top.qcow2"));
        }
    }

    /** Raw passes on what is below it as filters do, but it is a format: the bottom of a chain. */
    @Test
    void aDiskIsCommittedIntoARawOneWithoutSayingInto() throws Exception {
        Tool.run("truncate", "-s", "4M", images.resolve("base.raw").toString()).ok();
        create("over.qcow2", "-b", "base.raw", "-F", "raw");
        write("over.qcow2", "write -P 5 1M 1M");
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    """
                    blockdev-add {"node-name": "over", "driver": "qcow2", "file": {"driver": "file", "filename": "over.qcow2"}, "backing": {"driver": "raw", "node-name": "base", "file": {"driver": "file", "filename": "base.raw"}}}
                    block-commit {"job-id": "j", "device": "over"}
                    until JOB_STATUS_CHANGE {"status": "ready"}
                    job-complete {"id": "j"}
                    until JOB_STATUS_CHANGE {"status": "null"}
                    """);
            pair.each(
                    side ->
                            side.tool(
                                            "qemu-io",
                                            "-r",
                                            "-U",
                                            "-f",
                                            "raw",
                                            "-c",
                                            "read -P 5 1M 1M",
                                            "-c",
                                            "read -P 0 2M 2M",
                                            "base.raw")
                                    .ok());
        }
    }

    @Test
    void theDiskInUseIsCommittedWhenItIsCompleted() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // what a job that is ready does just now depends on the moment
            pair.mask().hide("busy");
            pair.same(
                    OPEN
                            + """
                            block-commit {"job-id": "j", "device": "top", "filter-node-name": "f"}
                            await BLOCK_JOB_READY
                            query-block-jobs
                            query-jobs
                            job-pause {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "standby"}
                            job-complete {"id": "j"}
                            job-resume {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            """);
            readsAsEver(pair.ours(), "base.qcow2");
        }
    }

    @Test
    void aReadyCommitEndsSoftlyOrAtOnceOrWaitsForItsUser() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            pair.same(
                    OPEN
                            + """
                            block-commit {"job-id": "j", "device": "top", "base-node": "mid"}
                            await BLOCK_JOB_READY
                            block-job-cancel {"device": "j"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "mid"}
                            await BLOCK_JOB_READY
                            job-cancel {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            block-commit {"job-id": "j", "device": "top", "base-node": "mid", "auto-finalize": false, "auto-dismiss": false}
                            await BLOCK_JOB_READY
                            block-job-complete {"device": "j"}
                            await BLOCK_JOB_PENDING
                            job-finalize {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "concluded"}
                            query-jobs
                            job-dismiss {"id": "j"}
                            await JOB_STATUS_CHANGE {"status": "null"}
                            """);
            readsAsEver(pair.ours(), "mid.qcow2");
        }
    }

    @Test
    void theLinksOfAChainAreFrozenWhileAJobWorksOnThem() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // only the peer's jobs pause for each change of the graph
            pair.mask().hide("offset").silence("JOB_STATUS_CHANGE");
            var top =
                    "{\"node-name\": \"top\", \"driver\": \"qcow2\", \"file\": \"top-file\", \"backing\": ";
            pair.same(
                    OPEN
                            + "blockdev-add {\"driver\": \"null-co\", \"node-name\": \"n\", \"size\": 4194304}\n"
                            + "block-stream {\"job-id\": \"j\", \"device\": \"top\", \"speed\": 1}\n"
                            + ("blockdev-reopen {\"options\": [" + top + "null}]}\n")
                            + ("blockdev-reopen {\"options\": [" + top + "\"n\"}]}\n")
                            + ("blockdev-reopen {\"options\": [" + top + "\"mid\"}]}\n")
                            + """
                            job-cancel {"id": "j"}
                            await BLOCK_JOB_CANCELLED
                            """);
        }
    }
}
