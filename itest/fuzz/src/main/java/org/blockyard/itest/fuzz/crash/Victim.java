package org.blockyard.itest.fuzz.crash;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.itest.fuzz.base.Run;

/** Starts one of our tools and kills it at a random moment of what it does. */
final class Victim {
    private static final byte[] PROMPT = "qemu-io> ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_AHEAD = 8;
    private static final double MOST_ANSWERS = 150;
    private static final double LONGEST_MICROSECONDS = 4_000;

    private final Random random;

    Victim(Random random) {
        this.random = random;
    }

    /** Feeds {@code io} commands until it is killed; how many of them it has answered. */
    int feed(List<String> words, CrashLoad load) throws IOException, InterruptedException {
        var process = start("io", words).redirectErrorStream(true).start();
        var done = new AtomicInteger();
        var reader = Thread.startVirtualThread(() -> count(process.getInputStream(), done));
        // by answers, whatever the machine's speed, and then some time: short lives are likelier
        int answers = 1 + (int) (Math.pow(random.nextDouble(), 2) * MOST_ANSWERS);
        long nanos = (long) (random.nextDouble() * LONGEST_MICROSECONDS * 1000);
        long killAt = Long.MAX_VALUE;
        try (var commands = process.getOutputStream()) {
            while (System.nanoTime() < killAt) {
                if (killAt == Long.MAX_VALUE && done.get() >= answers) {
                    killAt = System.nanoTime() + nanos;
                }
                if (load.issued() - done.get() > MOST_AHEAD) {
                    Thread.onSpinWait();
                    continue;
                }
                commands.write(load.next().getBytes(StandardCharsets.US_ASCII));
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
        return Math.max(0, done.get() - 1);
    }

    /** Runs {@code img} and kills it soon after it began to write the image, if it still lives. */
    void interrupt(List<String> words, Path image) throws IOException, InterruptedException {
        var before = Files.getLastModifiedTime(image);
        var process = start("img", words).start();
        long microseconds = (long) (random.nextDouble() * LONGEST_MICROSECONDS);
        while (process.isAlive() && Files.getLastModifiedTime(image).equals(before)) {
            Thread.onSpinWait();
        }
        process.waitFor(microseconds, TimeUnit.MICROSECONDS);
        process.destroyForcibly();
        process.waitFor();
    }

    private static ProcessBuilder start(String tool, List<String> words) {
        var command = new ArrayList<>(List.of(Run.product(), tool));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment().put("BLOCKYARD_NO_BUILD", "1");
        return builder;
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
