package org.blockyard.itest.fuzz.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/**
 * Does everything with damaged images: nothing may hang, use up the memory, or fail with anything
 * but an I/O error. First come the inputs that are kept; then those that Jazzer makes, led by the
 * code that they reach, or that chance makes.
 */
public final class ImageFuzz {
    private static final long LIMIT_MILLIS = 20_000;

    private final Path folder;
    private final Settings settings;
    private long slowest;

    /** Works in a folder. */
    public ImageFuzz(Path folder, Settings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** Works until the time is over or something is found. */
    public void run() throws IOException, InterruptedException {
        System.setProperty(ImageTarget.FOLDER, folder.toString());
        ImageTarget.fuzzerInitialize();
        if (!settings.replay().isEmpty()) {
            one(Files.readAllBytes(Path.of(settings.replay())), settings.replay());
            System.out.println(settings.replay() + " does no harm");
            return;
        }
        int known = known();
        System.out.println(known + " known inputs do no harm");
        switch (settings.engine()) {
            case "jazzer" -> new JazzerRun(folder, settings).run();
            case "random" -> random();
            default -> throw new IllegalArgumentException("no engine " + settings.engine());
        }
    }

    private int known() throws IOException, InterruptedException {
        try (var files = Files.list(JazzerRun.known())) {
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
            var input = new byte[5 + 12 * (1 + random.nextInt(6))];
            random.nextBytes(input);
            one(input, "seed " + seed);
        }
        System.out.printf(
                "%d damaged images from seed %d: none did harm, the slowest took %d ms%n",
                seed - settings.seed(), settings.seed(), slowest);
    }

    private void one(byte[] input, String name) throws IOException, InterruptedException {
        var what = name + ": " + ImageTarget.describe(input);
        var failure = new AtomicReference<Throwable>();
        long start = System.nanoTime();
        var worker = Thread.ofPlatform().daemon().start(() -> run(input, failure));
        worker.join(LIMIT_MILLIS);
        if (worker.isAlive()) {
            Files.write(folder.resolve("input"), input);
            var stack = new StackTrace(worker.getStackTrace());
            throw new Finding(what + " takes longer than " + LIMIT_MILLIS + " ms", stack);
        }
        if (failure.get() != null) {
            Files.write(folder.resolve("input"), input);
            throw new Finding(what, failure.get());
        }
        slowest = Math.max(slowest, (System.nanoTime() - start) / 1_000_000);
    }

    private static void run(byte[] input, AtomicReference<Throwable> failure) {
        try {
            ImageTarget.fuzzerTestOneInput(input);
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    /** The sound images, each with all that is done: where Jazzer begins. */
    static List<byte[]> beginnings() {
        var all = new ArrayList<byte[]>();
        for (int kind = 0; kind < ImageTarget.kinds(); kind++) {
            for (var plan : Plan.values()) {
                all.add(new byte[] {(byte) kind, (byte) plan.ordinal()});
            }
        }
        return all;
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
