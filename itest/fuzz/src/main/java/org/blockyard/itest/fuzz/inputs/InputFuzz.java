package org.blockyard.itest.fuzz.inputs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/**
 * Runs inputs that are meant to do harm: nothing may hang, use up the memory, or fail with anything
 * but an I/O error. First come the inputs that are kept; then those that Jazzer makes, led by the
 * code that they reach, or that chance makes.
 */
public final class InputFuzz {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    /** Who waits so long waits for ever; what a machine that is busy does must not matter. */
    private static final long LONGEST_WAIT = 300 * SECOND;

    private final Target target;
    private final Path folder;
    private final Settings settings;
    private long slowest;

    /** Works in a folder. */
    public InputFuzz(Target target, Path folder, Settings settings) {
        this.target = target;
        this.folder = folder;
        this.settings = settings;
    }

    /** Works until the time is over or something is found. */
    public void run() throws IOException, InterruptedException {
        System.setProperty(Target.FOLDER, folder.toString());
        target.prepare();
        if (!settings.replay().isEmpty()) {
            one(Files.readAllBytes(Path.of(settings.replay())), settings.replay());
            System.out.println(settings.replay() + " does no harm");
            return;
        }
        int known = known();
        System.out.println(known + " known inputs do no harm");
        switch (settings.engine()) {
            case "jazzer" -> new JazzerRun(target, folder, settings).run();
            case "random" -> random();
            default -> throw new IllegalArgumentException("no engine " + settings.engine());
        }
    }

    private int known() throws IOException, InterruptedException {
        if (!Files.isDirectory(JazzerRun.known(target))) {
            return 0;
        }
        try (var files = Files.list(JazzerRun.known(target))) {
            var all = files.sorted().toList();
            for (var file : all) {
                one(Files.readAllBytes(file), file.toString());
            }
            return all.size();
        }
    }

    private void random() throws IOException, InterruptedException {
        long end = System.nanoTime() + settings.seconds() * 1_000_000_000L;
        long seed = settings.seed();
        for (; System.nanoTime() < end; seed++) {
            var random = new Random(seed * 0x9E3779B97F4A7C15L);
            one(target.random(random), "seed " + seed);
        }
        System.out.printf(
                "%d random inputs from seed %d: none did harm, the slowest took %d ms%n",
                seed - settings.seed(), settings.seed(), slowest);
    }

    private void one(byte[] input, String name) throws IOException, InterruptedException {
        var what = name + ": " + target.describe(input);
        var failure = new AtomicReference<Throwable>();
        long start = System.nanoTime();
        long used = usedNanos();
        var worker = Thread.ofPlatform().daemon().start(() -> run(input, failure));
        while (!worker.join(Duration.ofMillis(LOOK_MILLIS))) {
            if (usedNanos() - used > target.mostSeconds() * SECOND
                    || System.nanoTime() - start > LONGEST_WAIT) {
                Files.write(folder.resolve("input"), input);
                var stack = new StackTrace(worker.getStackTrace());
                throw new Finding(
                        what + " takes longer than " + target.mostSeconds() + " s", stack);
            }
        }
        if (failure.get() != null) {
            Files.write(folder.resolve("input"), input);
            throw new Finding(what, failure.get());
        }
        slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
    }

    /** What all threads of this process have used of the processors. */
    private static long usedNanos() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }

    private void run(byte[] input, AtomicReference<Throwable> failure) {
        try {
            target.run(input);
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    /** Where a thread was. */
    private static final class StackTrace extends Exception {
        private static final long serialVersionUID = 1L;

        StackTrace(StackTraceElement[] stack) {
            super("it was here");
            setStackTrace(stack);
        }
    }
}
