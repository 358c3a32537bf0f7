package org.blockyard.itest.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups of a disk that is written meanwhile hold what it held when they were started. */
class BackupTest {
    private static final int LENGTH = Disks.LENGTH;
    private static final int BLOCK = Disks.BLOCK;

    @TempDir Path folder;

    private final Random chance = new Random(Disks.SEED);
    private Disks disks;
    private byte[] content;

    @BeforeEach
    void start() throws IOException {
        disks = new Disks(folder);
        content = Disks.content(chance);
        disks.raw("disk");
        disks.write("disk", content);
    }

    @AfterEach
    void stop() {
        disks.close();
    }

    private void backup(String id, String target, Map<String, Object> more) throws IOException {
        Map<String, Object> arguments = new LinkedHashMap<>(more);
        arguments.putIfAbsent("sync", "full");
        arguments.putIfAbsent("auto-dismiss", false);
        arguments.put("job-id", id);
        arguments.put("device", "disk");
        arguments.put("target", target);
        disks.run("blockdev-backup", arguments);
    }

    private void succeeds(String id) throws IOException {
        var info = disks.platform().jobs().await(id);
        assertEquals(java.util.Optional.empty(), info.error());
        assertEquals(info.total(), info.done());
        disks.platform().jobs().apply(id, JobVerb.DISMISS);
    }

    private void await(String id, JobState state) {
        var jobs = disks.platform().jobs();
        for (var now = JobState.CREATED; now != state; ) {
            now = jobs.find(id).orElseThrow().state();
            assertTrue(now != JobState.CONCLUDED, "it is over");
            Thread.onSpinWait();
        }
    }

    /** Changes the disk here and there, as the guest would. */
    private void scribble(Lane lane, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            var some = new byte[1 + chance.nextInt(30_000)];
            chance.nextBytes(some);
            int at = chance.nextInt(LENGTH - some.length);
            lane.write(at, ByteBuffer.wrap(some), RequestFlags.NONE);
            System.arraycopy(some, 0, content, at, some.length);
        }
    }

    private long dirty(String bitmap) throws IOException {
        return disks.platform()
                .graph()
                .require("disk")
                .dirtyBitmaps()
                .require(bitmap)
                .bits()
                .dirtyBytes();
    }

    private void record(String bitmap) throws IOException {
        var node = disks.platform().graph().require("disk");
        node.dirtyBitmaps().add(BitmapRequest.of(bitmap));
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "compressed", "small-chunks", "by-system"})
    void aFullBackupIsTheDiskAtItsStart(String kind) throws Exception {
        if (kind.equals("raw") || kind.equals("by-system")) {
            disks.raw("copy");
        } else {
            disks.qcow2("copy");
        }
        var then = content.clone();
        try (var guest = disks.guest("disk");
                var lane = guest.openLane()) {
            backup(
                    "b",
                    "copy",
                    switch (kind) {
                        case "compressed" -> Map.of("compress", true);
                        case "small-chunks" ->
                                Map.of("x-perf", Map.of("max-chunk", BLOCK, "max-workers", 2));
                        case "by-system" -> Map.of("x-perf", Map.of("use-copy-range", true));
                        default -> Map.of();
                    });
            scribble(lane, 200);
            succeeds("b");
            scribble(lane, 10);
        }
        assertArrayEquals(then, disks.read("copy"));
        assertArrayEquals(content, disks.read("disk"));
        assertEquals(List.of(), disks.platform().graph().require("disk").holders());
    }

    @Test
    void aBackupOfTheTopHoldsWhatTheTopHolds() throws Exception {
        disks.overlay("top", "disk");
        disks.overlay("copy", "disk");
        try (var guest = disks.guest("top");
                var lane = guest.openLane()) {
            scribble(lane, 20);
        }
        var then = content.clone();
        disks.run(
                "blockdev-backup",
                Map.of(
                        "job-id",
                        "b",
                        "device",
                        "top",
                        "target",
                        "copy",
                        "sync",
                        "top",
                        "auto-dismiss",
                        false));
        succeeds("b");
        assertArrayEquals(then, disks.read("copy"));
        try (var user = disks.reader("copy");
                var lane = user.openLane()) {
            long held = 0;
            for (long at = 0; at < LENGTH; ) {
                var run = lane.chainStatus(at, LENGTH - at, java.util.Optional.of("disk"));
                held += run.present() ? run.length() : 0;
                at += run.length();
            }
            assertTrue(held > 0 && held < LENGTH, held + " bytes are held");
        }
    }

    @Test
    void aBackupOfNothingKeepsWhatIsOverwritten() throws Exception {
        disks.overlay("copy", "disk");
        var then = content.clone();
        try (var guest = disks.guest("disk");
                var lane = guest.openLane()) {
            backup("b", "copy", Map.of("sync", "none"));
            scribble(lane, 50);
            assertArrayEquals(then, disks.read("copy"));
            disks.platform().jobs().apply("b", JobVerb.CANCEL);
            assertTrue(disks.platform().jobs().await("b").error().isPresent());
        }
        assertArrayEquals(content, disks.read("disk"));
    }

    @Test
    void eachIncrementOfAChainIsItsMoment() throws Exception {
        record("since");
        disks.qcow2("point0");
        backup("b", "point0", Map.of());
        succeeds("b");
        var points = new java.util.ArrayList<byte[]>(List.of(content.clone()));
        try (var guest = disks.guest("disk");
                var lane = guest.openLane()) {
            for (int i = 1; i <= 10; i++) {
                scribble(lane, 10);
                points.add(content.clone());
                disks.overlay("point" + i, "point" + (i - 1));
                backup("b", "point" + i, Map.of("sync", "incremental", "bitmap", "since"));
                scribble(lane, 10);
                succeeds("b");
            }
        }
        for (int i = 0; i <= 10; i++) {
            assertArrayEquals(points.get(i), disks.read("point" + i), "point " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on-success", "never", "always"})
    void aBitmapIsClearedAsItsModeSays(String mode) throws Exception {
        record("since");
        disks.qcow2("copy");
        try (var guest = disks.guest("disk");
                var lane = guest.openLane()) {
            for (int at = 0; at < LENGTH; at += 2 * BLOCK) {
                lane.write(at, ByteBuffer.allocate(BLOCK), RequestFlags.NONE);
            }
            long before = dirty("since");
            var options =
                    Map.<String, Object>of(
                            "sync", "bitmap", "bitmap", "since", "bitmap-mode", mode);
            Map<String, Object> slow = new LinkedHashMap<>(options);
            slow.put("speed", 64 << 10);
            slow.put("x-perf", Map.of("max-chunk", BLOCK, "max-workers", 1));
            backup("b", "copy", slow);
            while (disks.platform().jobs().find("b").orElseThrow().done() == 0) {
                Thread.onSpinWait();
            }
            lane.write(BLOCK, ByteBuffer.allocate(BLOCK), RequestFlags.NONE);
            disks.platform().jobs().apply("b", JobVerb.CANCEL);
            long done = disks.platform().jobs().await("b").done();
            disks.platform().jobs().apply("b", JobVerb.DISMISS);
            long cleared = mode.equals("always") ? done : 0;
            assertEquals(before + BLOCK - cleared, dirty("since"), "after a cancelled job");
            backup("b", "copy", options);
            lane.write(3 * BLOCK, ByteBuffer.allocate(BLOCK), RequestFlags.NONE);
            succeeds("b");
            assertEquals(
                    mode.equals("never") ? before + 2 * BLOCK : BLOCK,
                    dirty("since"),
                    "after a job that succeeded");
        }
    }

    @Test
    void jobsOfOneTransactionAreOfOneMomentAndFailTogether() throws Exception {
        disks.raw("other");
        disks.write("other", content);
        disks.raw("copy");
        disks.raw("other-copy");
        disks.run(
                "transaction",
                Map.of(
                        "properties",
                        Map.of("completion-mode", "grouped"),
                        "actions",
                        List.of(
                                action("b", "disk", "copy", 0),
                                action("o", "other", "other-copy", 512))));
        await("b", JobState.WAITING);
        disks.platform().jobs().apply("o", JobVerb.CANCEL);
        assertTrue(disks.platform().jobs().await("b").error().isPresent());
        assertTrue(disks.platform().jobs().await("o").error().isPresent());
    }

    private static Map<String, Object> action(String id, String device, String target, long speed) {
        return Map.of(
                "type",
                "blockdev-backup",
                "data",
                Map.of(
                        "job-id",
                        id,
                        "device",
                        device,
                        "target",
                        target,
                        "sync",
                        "full",
                        "speed",
                        speed,
                        "auto-dismiss",
                        false));
    }

    @Test
    void aTransactionThatFailsLeavesNoJobAndNoFilter() throws Exception {
        disks.raw("copy");
        record("since");
        var backup = new LinkedHashMap<>(action("b", "disk", "copy", 0));
        Map<String, Object> data = new LinkedHashMap<>();
        ((Map<?, ?>) backup.get("data")).forEach((key, value) -> data.put((String) key, value));
        data.putAll(Map.of("sync", "incremental", "bitmap", "since"));
        backup.put("data", data);
        var actions = List.of(backup, Map.of("type", "abort", "data", Map.of()));
        assertThrows(IOException.class, () -> disks.run("transaction", Map.of("actions", actions)));
        assertEquals(List.of(), disks.platform().jobs().list());
        assertEquals(List.of(), disks.platform().graph().require("disk").holders());
        disks.platform().graph().require("disk").dirtyBitmaps().require("since").requireUsable();
    }

    @Test
    void aDiskKeepsItsLengthDuringABackup() throws Exception {
        disks.raw("copy");
        backup("b", "copy", Map.of("speed", 1024));
        assertThrows(
                BlockException.class,
                () -> disks.platform().graph().resize("disk", 2L * LENGTH, Preallocation.OFF));
        disks.platform().jobs().apply("b", JobVerb.CANCEL);
        disks.platform().jobs().await("b");
    }

    @Test
    void aPausedBackupCopiesOnlyWhatIsOverwritten() throws Exception {
        disks.raw("copy");
        var then = content.clone();
        try (var guest = disks.guest("disk");
                var lane = guest.openLane()) {
            backup("b", "copy", Map.of("speed", 1 << 20));
            disks.platform().jobs().apply("b", JobVerb.PAUSE);
            await("b", JobState.PAUSED);
            scribble(lane, 50);
            disks.platform().jobs().speed("b", 0);
            disks.platform().jobs().apply("b", JobVerb.RESUME);
            succeeds("b");
        }
        assertArrayEquals(then, disks.read("copy"));
    }
}
