package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What jobs do when a disk fails under them, by each of their policies: the same as QEMU's. Disks
 * fail once, so that nothing depends on how a job parts its work.
 */
class JobErrorsAgainstQemuTest {
    private static final int EIO = 5;
    private static final int ENOSPC = 28;
    private static final List<String> POLICIES = List.of("report", "ignore", "stop", "enospc");

    /** The most failures a second that a job may make of one range. */
    private static final int RETRIES = 20;

    @TempDir Path folder;
    private Path images;

    @BeforeEach
    void makeImages() throws Exception {
        Tool.requires("qemu-img", "qemu-io");
        images = Files.createDirectory(folder.resolve("images"));
        Tool.run("qemu-img", "create", "-q", "-f", "raw", images + "/s.raw", "1M").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 7 0 64k", images + "/s.raw").ok();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", images + "/t.raw", "1M").ok();
    }

    /** A disk that fails the first read or write. */
    private static String failing(String node, String file, String kind, int errno) {
        return """
        blockdev-add {"driver": "blkdebug", "node-name": "%s", "image": {"driver": "file", "filename": "%s"}, "inject-error": [{"event": "none", "iotype": "%s", "errno": %d, "once": true}]}
        """
                .formatted(node, file, kind, errno);
    }

    private static String sound(String node, String file) {
        return """
        blockdev-add {"driver": "file", "node-name": "%s", "filename": "%s"}
        """
                .formatted(node, file);
    }

    /** Lets a job fail once, and go on where it waits for that. */
    private static String events(String policy, int errno) {
        var script = new ArrayList<>(List.of("until BLOCK_JOB_ERROR"));
        if (policy.equals("stop") || policy.equals("enospc") && errno == ENOSPC) {
            script.add("until JOB_STATUS_CHANGE {\"status\": \"paused\"}");
            script.add("query-block-jobs");
            script.add("job-resume {\"id\": \"j\"}");
        }
        script.add("until BLOCK_JOB_COMPLETED");
        script.add("until JOB_STATUS_CHANGE {\"status\": \"null\"}");
        return String.join("\n", script);
    }

    @Test
    void aBackupWhoseDisksFailDoesAsItWasTold() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // ours says more of why
            pair.mask().hide("offset", "len", "busy", "error");
            for (var policy : POLICIES) {
                for (int errno : new int[] {EIO, ENOSPC}) {
                    for (boolean source : new boolean[] {true, false}) {
                        pair.same(backup(policy, errno, source));
                    }
                }
            }
        }
    }

    private static String backup(String policy, int errno, boolean source) {
        return (source
                        ? failing("s", "s.raw", "read", errno) + sound("t", "t.raw")
                        : sound("s", "s.raw") + failing("t", "t.raw", "write", errno))
                + """
                blockdev-backup {"job-id": "j", "device": "s", "target": "t", "sync": "full", "on-%s-error": "%s"}
                """
                        .formatted(source ? "source" : "target", policy)
                + events(policy, errno)
                + """

                blockdev-del {"node-name": "s"}
                blockdev-del {"node-name": "t"}
                """;
    }

    @Test
    void aMirrorWhoseDisksFailDoesAsItWasTold() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // ours says more of why
            pair.mask().without("actively-synced").hide("offset", "len", "busy", "error");
            for (var policy : POLICIES) {
                for (int errno : new int[] {EIO, ENOSPC}) {
                    for (boolean source : new boolean[] {true, false}) {
                        pair.same(mirror(policy, errno, source));
                    }
                }
            }
        }
    }

    private static String mirror(String policy, int errno, boolean source) {
        boolean fails = policy.equals("report") || policy.equals("enospc") && errno != ENOSPC;
        var end =
                fails
                        ? events(policy, errno)
                        : events(policy, errno)
                                .replace(
                                        "until BLOCK_JOB_COMPLETED",
                                        "until BLOCK_JOB_READY\njob-cancel {\"id\": \"j\"}\nuntil BLOCK_JOB_CANCELLED");
        return (source
                        ? failing("s", "s.raw", "read", errno) + sound("t", "t.raw")
                        : sound("s", "s.raw") + failing("t", "t.raw", "write", errno))
                + """
                blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "on-%s-error": "%s"}
                """
                        .formatted(source ? "source" : "target", policy)
                + end
                + """

                blockdev-del {"node-name": "s"}
                blockdev-del {"node-name": "t"}
                """;
    }

    @Test
    void aFailureThatLastsAndIsIgnoredIsNotTriedWithoutPause() throws Exception {
        try (var daemon = Daemon.start(folder);
                var qmp = daemon.qmp()) {
            var broken =
                    List.of(Map.of("event", "none", "iotype", "write", "errno", EIO, "sector", 0));
            add(qmp, Map.of("driver", "null-co", "size", 1 << 20), "s", List.of());
            for (var job : List.of("blockdev-mirror", "blockdev-backup")) {
                add(qmp, Map.of("driver", "null-co", "size", 1 << 20), "t", broken);
                long began = System.nanoTime();
                qmp.execute(
                        job,
                        Map.of(
                                "job-id",
                                "j",
                                "device",
                                "s",
                                "target",
                                "t",
                                "sync",
                                "full",
                                "on-target-error",
                                "ignore"));
                for (int i = 0; i < RETRIES; i++) {
                    qmp.event("BLOCK_JOB_ERROR");
                }
                long seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                assertTrue(seconds >= 500, job + " failed " + RETRIES + " times in " + seconds);
                qmp.execute("job-cancel", Map.of("id", "j"));
                qmp.await(
                        event ->
                                "JOB_STATUS_CHANGE".equals(event.get("event"))
                                        && Map.of("id", "j", "status", "null")
                                                .equals(event.get("data")));
                qmp.execute("blockdev-del", Map.of("node-name", "t"));
            }
        }
    }

    private static void add(
            QmpClient qmp, Map<String, Object> image, String node, List<?> injections)
            throws Exception {
        qmp.execute(
                "blockdev-add",
                Map.of(
                        "driver",
                        "blkdebug",
                        "node-name",
                        node,
                        "image",
                        image,
                        "inject-error",
                        injections));
    }
}
