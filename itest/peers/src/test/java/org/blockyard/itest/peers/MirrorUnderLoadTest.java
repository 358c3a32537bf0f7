package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A disk moves from image to image while clients read and write all of it; whatever is done to the
 * mirrors meanwhile, every block that is read afterwards is the one that was written last.
 */
@Timeout(300)
class MirrorUnderLoadTest {
    private static final int MEBIBYTES = 16;
    private static final int ROUNDS = Integer.getInteger("mirror.rounds", 2);

    @TempDir Path folder;

    private Stage stage;
    private int jobs;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"background, qcow2", "write-blocking, qcow2", "background, raw"})
    void theDiskMovesToAnotherImageAndBack(String copyMode, String format) throws Exception {
        Tool.requires("qemu-img");
        var random = new SplittableRandom(20261121 + copyMode.hashCode() + format.hashCode());
        try (var made = new Stage(folder, MEBIBYTES)) {
            stage = made;
            var first = begin(format);
            stage.load("e", Mix.everything(2, 8));
            var images = List.of(first, folder.resolve("copy." + format));
            for (int round = 0; round < ROUNDS; round++) {
                disturb(disk(round), disk(round + 1), random);
                complete(disk(round), disk(round + 1), copyMode);
            }
            stage.judge(images.get(ROUNDS % 2), format);
        }
    }

    private static String disk(int round) {
        return round % 2 == 0 ? "disk" : "copy";
    }

    private Path begin(String format) throws Exception {
        boolean raw = format.equals("raw");
        var image = raw ? stage.raw("disk.raw") : stage.qcow2("disk.qcow2");
        var copy = folder.resolve("copy." + format);
        Tool.run("qemu-img", "create", "-q", "-f", format, copy + "", MEBIBYTES + "M").ok();
        stage.start(
                "--blockdev",
                node("disk", format, image),
                "--blockdev",
                node("copy", format, copy),
                "--export",
                "type=nbd,id=e,node-name=disk,name=e,writable=on");
        return image;
    }

    private static String node(String name, String format, Path image) {
        return "driver=%s,node-name=%s,discard=unmap,file.driver=file,file.filename=%s"
                .formatted(format, name, image);
    }

    /** A mirror that is paused, paced, and given up in the middle. */
    private void disturb(String from, String to, SplittableRandom random) throws Exception {
        var job = start(from, to, Map.of("speed", 8 << 20));
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            stage.qmp().execute("job-pause", Map.of("id", job));
            stage.sound();
            stage.qmp().execute("job-resume", Map.of("id", job));
            stage.sound();
        }
        if (random.nextBoolean()) {
            change(job);
            stage.sound();
        }
        stage.qmp().execute("job-cancel", Map.of("id", job));
        awaitEnd(job);
        stage.sound();
    }

    private void complete(String from, String to, String copyMode) throws Exception {
        var job = start(from, to, Map.of("copy-mode", copyMode));
        stage.qmp().event("BLOCK_JOB_READY");
        stage.sound();
        stage.qmp().execute("job-complete", Map.of("id", job));
        var end = awaitEnd(job);
        assertTrue(!end.containsKey("error"), () -> "the mirror failed: " + end);
        stage.sound();
    }

    private void change(String job) throws Exception {
        stage.qmp()
                .execute(
                        "block-job-change",
                        Map.of("id", job, "type", "mirror", "copy-mode", "write-blocking"));
    }

    private String start(String from, String to, Map<String, Object> more) throws Exception {
        var job = "m" + jobs++;
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("job-id", job);
        arguments.put("device", from);
        arguments.put("target", to);
        arguments.put("sync", "full");
        arguments.putAll(more);
        stage.qmp().execute("blockdev-mirror", arguments);
        return job;
    }

    /** What the event of a job's end told. */
    private Map<String, Object> awaitEnd(String job) throws Exception {
        var events =
                stage.qmp()
                        .await(
                                event ->
                                        "JOB_STATUS_CHANGE".equals(event.get("event"))
                                                && Map.of("id", job, "status", "null")
                                                        .equals(event.get("data")));
        return events.stream()
                .filter(event -> event.get("event").toString().startsWith("BLOCK_JOB_C"))
                .map(event -> QmpClient.object(Objects.requireNonNull(event.get("data"))))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aMirrorThatEndsSoftlyLeavesTheSameDiskTwice() throws Exception {
        Tool.requires("qemu-img");
        try (var made = new Stage(folder, MEBIBYTES)) {
            stage = made;
            var image = begin("qcow2");
            stage.load("e", Mix.everything(2, 8));
            var job = start("disk", "copy", Map.of());
            stage.qmp().event("BLOCK_JOB_READY");
            stage.sound();
            stage.rest();
            stage.qmp().execute("block-job-cancel", Map.of("device", job));
            var end = awaitEnd(job);
            assertTrue(!end.containsKey("error"), () -> "the mirror failed: " + end);
            stage.close();
            Tool.run("qemu-img", "compare", image + "", folder.resolve("copy.qcow2") + "").ok();
        }
    }

    @Test
    void theTargetIsTheDiskAsSoonAsTheJobIsOver() throws Exception {
        Tool.requires("qemu-img");
        try (var made = new Stage(folder, MEBIBYTES)) {
            stage = made;
            begin("qcow2");
            stage.load("e", Mix.everything(2, 8));
            long began = System.nanoTime();
            complete("disk", "copy", "background");
            long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
            assertTrue(took < 60, "it ends whatever is written: " + took + " s");
            stage.qmp().execute("blockdev-del", Map.of("node-name", "disk"));
            assertEquals(
                    List.of(),
                    QmpClient.objects(stage.qmp().execute("query-jobs", Map.of())),
                    "nothing of the job is left");
            stage.judge(folder.resolve("copy.qcow2"), "qcow2");
        }
    }

    @Test
    void driversAreSwappedBelowAMirrorThatGoesOn() throws Exception {
        Tool.requires("qemu-img");
        try (var made = new Stage(folder, MEBIBYTES)) {
            stage = made;
            begin("qcow2");
            stage.load("e", Mix.everything(2, 8));
            stage.deploy("org.blockyard.format-qcow2", "1.90.0");
            var job = start("disk", "copy", Map.of("speed", 16 << 20));
            stage.swapped("qcow2", "1.90.0", "disk", "copy");
            stage.qmp().execute("block-job-set-speed", Map.of("device", job, "speed", 0));
            stage.qmp().event("BLOCK_JOB_READY");
            stage.qmp().execute("job-complete", Map.of("id", job));
            var end = awaitEnd(job);
            assertTrue(!end.containsKey("error"), () -> "the mirror failed: " + end);
            stage.judge(folder.resolve("copy.qcow2"), "qcow2");
        }
    }
}
