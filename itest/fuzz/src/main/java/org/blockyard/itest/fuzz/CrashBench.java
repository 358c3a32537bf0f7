package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the tool while it writes, at random moments: the peer's check finds at most leaks, and
 * nothing that was flushed is lost.
 */
final class CrashBench {
    private static final List<String> KINDS =
            List.of(
                    "compat=1.1,cluster_size=65536",
                    "compat=1.1,cluster_size=4096",
                    "compat=0.10,cluster_size=65536",
                    "compat=1.1,cluster_size=512,refcount_bits=1",
                    "compat=1.1,cluster_size=65536,extended_l2=on",
                    "compat=1.1,cluster_size=16384,lazy_refcounts=on");
    private static final int KILLS_PER_IMAGE = 10;
    private static final byte[] PROMPT = "qemu-io> ".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final Settings settings;
    private final Random random;
    private int leaks;
    private int flushes;
    private long writes;

    CrashBench(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
        this.random = new Random(settings.seed());
    }

    void run() throws IOException, InterruptedException {
        var features = Features.present(folder);
        var kinds = new ArrayList<>(KINDS);
        kinds.removeIf(
                kind ->
                        kind.contains(Features.SUBCLUSTERS)
                                && !features.contains(Features.SUBCLUSTERS));
        for (int kills = 0; kills < settings.kills(); kills += KILLS_PER_IMAGE) {
            var kind = kinds.get(kills / KILLS_PER_IMAGE % kinds.size());
            image(kind, Math.min(KILLS_PER_IMAGE, settings.kills() - kills));
        }
        System.out.printf(
                "%d kills, %d writes, %d flushes, %d images left with leaks:"
                        + " nothing corrupt, nothing lost%n",
                settings.kills(), writes, flushes, leaks);
    }

    private void image(String kind, int kills) throws IOException, InterruptedException {
        var image = folder.resolve("image").toString();
        Files.deleteIfExists(Path.of(image));
        peer("create", "-q", "-f", "qcow2", "-o", kind, image, CrashLoad.BYTES + "");
        var load = new CrashLoad(random);
        for (int i = 0; i < kills; i++) {
            var what = kind + ", kill " + (i + 1) + ", seed " + settings.seed();
            crash(image, load);
            if (kind.contains("lazy_refcounts=on")) {
                // such an image says itself that its counts are stale, and asks for this
                Run.peer(folder, "img", List.of("check", "-q", "-r", "all", image));
            }
            int status = Run.peer(folder, "img", List.of("check", "-q", image)).status();
            if (status != 0 && status != 3) {
                throw new Finding(what + ": check ends with " + status);
            }
            leaks += status == 3 ? 1 : 0;
            var raw = folder.resolve("raw");
            peer("convert", "-f", "qcow2", "-O", "raw", image, raw.toString());
            load.verify(Files.readAllBytes(raw), what);
        }
    }

    private void peer(String... arguments) throws IOException, InterruptedException {
        var outcome = Run.peer(folder, "img", List.of(arguments));
        if (outcome.status() != 0) {
            throw new Finding("qemu-img " + String.join(" ", arguments) + ": " + outcome);
        }
    }

    /** Feeds the tool commands until it is killed some time after its first answer. */
    private void crash(String image, CrashLoad load) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(Run.product(), "io", "-f", "qcow2", "-d", "unmap", image);
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        var process = builder.redirectErrorStream(true).start();
        var done = new AtomicInteger();
        var reader = Thread.startVirtualThread(() -> count(process.getInputStream(), done));
        long microseconds = (long) (Math.pow(random.nextDouble(), 2) * 400_000);
        long killAt = Long.MAX_VALUE;
        try (var commands = process.getOutputStream()) {
            while (System.nanoTime() < killAt) {
                if (killAt == Long.MAX_VALUE && done.get() > 0) {
                    killAt = System.nanoTime() + microseconds * 1000;
                }
                if (load.issued() - done.get() > 8) {
                    Thread.onSpinWait();
                    continue;
                }
                var line = load.next();
                writes++;
                commands.write(line.getBytes(StandardCharsets.US_ASCII));
                commands.flush();
            }
            process.destroyForcibly();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw e;
            }
        }
        process.waitFor();
        reader.join();
        // a prompt stands before each command: one more than commands that are done
        flushes += load.died(Math.max(0, done.get() - 1));
    }

    /** Counts the prompts. Nothing else is printed, for the commands are quiet. */
    private static void count(InputStream stream, AtomicInteger done) {
        try (stream) {
            int matched = 0;
            for (int next = stream.read(); next >= 0; next = stream.read()) {
                matched = next == PROMPT[matched] ? matched + 1 : 0;
                if (matched == PROMPT.length) {
                    done.incrementAndGet();
                    matched = 0;
                }
            }
        } catch (IOException e) {
            // it was killed
        }
    }
}
