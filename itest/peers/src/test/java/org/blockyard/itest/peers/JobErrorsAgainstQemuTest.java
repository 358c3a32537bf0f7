package org.blockyard.itest.peers;

import static org.blockyard.itest.peers.JobErrors.EIO;
import static org.blockyard.itest.peers.JobErrors.ERRORS;
import static org.blockyard.itest.peers.JobErrors.POLICIES;
import static org.blockyard.itest.peers.JobErrors.events;
import static org.blockyard.itest.peers.JobErrors.eventsUntilReady;
import static org.blockyard.itest.peers.JobErrors.failing;
import static org.blockyard.itest.peers.JobErrors.sound;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What jobs that copy from one disk to another do when a disk fails under them, by each of their
 * policies: the same as QEMU's.
 */
class JobErrorsAgainstQemuTest {
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

    @Test
    void aBackupWhoseDisksFailDoesAsItWasTold() throws Exception {
        try (var pair = QmpPair.start(images, folder)) {
            // ours says more of why
            pair.mask().hide("offset", "len", "busy", "error");
            for (var policy : POLICIES) {
                for (int errno : ERRORS) {
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
                for (int errno : ERRORS) {
                    for (boolean source : new boolean[] {true, false}) {
                        pair.same(mirror(policy, errno, source));
                    }
                }
            }
        }
    }

    private static String mirror(String policy, int errno, boolean source) {
        return (source
                        ? failing("s", "s.raw", "read", errno) + sound("t", "t.raw")
                        : sound("s", "s.raw") + failing("t", "t.raw", "write", errno))
                + """
                blockdev-mirror {"job-id": "j", "device": "s", "target": "t", "sync": "full", "on-%s-error": "%s"}
                """
                        .formatted(source ? "source" : "target", policy)
                + eventsUntilReady(policy, errno)
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
