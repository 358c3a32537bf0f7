package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Opens damaged images with all that reads metadata. What is said of them does not matter, but
 * nothing may hang, use up the memory, or fail with anything but an I/O error.
 */
final class ImageFuzz {
    private static final long LIMIT_MILLIS = 20_000;

    private final Path folder;
    private final Fuzz.Settings settings;
    private final AtomicReference<Throwable> elsewhere = new AtomicReference<>();

    ImageFuzz(Path folder, Fuzz.Settings settings) {
        this.folder = folder;
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> elsewhere.set(e));
        var specimens = Specimen.all(Files.createDirectory(folder.resolve("specimens")));
        long end = System.nanoTime() + settings.seconds() * 1_000_000_000L;
        long seed = settings.seed();
        long slowest = 0;
        for (; System.nanoTime() < end; seed++) {
            slowest = Math.max(slowest, one(specimens, seed));
        }
        System.out.println(
                (seed - settings.seed())
                        + " damaged images from seed "
                        + settings.seed()
                        + ": none did harm, the slowest took "
                        + slowest
                        + " ms");
    }

    private long one(List<Specimen> specimens, long seed) throws IOException, InterruptedException {
        var random = new Random(seed * 0x9E3779B97F4A7C15L);
        var specimen = specimens.get(random.nextInt(specimens.size()));
        var image = folder.resolve("image");
        Files.write(image, specimen.damaged(random));
        var name = "seed " + seed + ", " + specimen.name() + ", " + image;
        var failure = new AtomicReference<Throwable>();
        long start = System.nanoTime();
        var worker = Thread.ofPlatform().daemon().start(() -> useAll(image, failure));
        worker.join(LIMIT_MILLIS);
        if (worker.isAlive()) {
            var stack = new StackTrace(worker.getStackTrace());
            throw new Fuzz.Finding(name + " takes longer than " + LIMIT_MILLIS + " ms", stack);
        }
        var harm = failure.get() == null ? elsewhere.get() : failure.get();
        if (harm != null) {
            throw new Fuzz.Finding(name, harm);
        }
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static void useAll(Path image, AtomicReference<Throwable> failure) {
        try {
            for (var command : commands(image.toString())) {
                Run.ours(command.getFirst(), command.subList(1, command.size()));
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private static List<List<String>> commands(String image) {
        var commands = new ArrayList<List<String>>();
        commands.add(List.of("img", "info", "-f", "qcow2", "--backing-chain", image));
        commands.add(List.of("img", "snapshot", "-l", image));
        commands.add(List.of("img", "measure", "-O", "qcow2", "-f", "qcow2", image));
        commands.add(
                List.of(
                        "img",
                        "map",
                        "--max-length",
                        "64M",
                        "-f",
                        "qcow2",
                        "--output=json",
                        image));
        commands.add(
                io(image, "-r", "info", "read -q 0 4M", "read -q 4M 12M", "alloc 0 16M", "length"));
        commands.add(List.of("img", "check", "-f", "qcow2", "--output=json", image));
        commands.add(io(image, "-r", "read -q 1000 100000", "map"));
        commands.add(
                io(image, "-q", "write -q 0 64k", "write -qz 1M 1M", "discard -q 2M 1M", "flush"));
        commands.add(List.of("img", "bitmap", "--add", "-f", "qcow2", image, "new"));
        commands.add(List.of("img", "bitmap", "--clear", "-f", "qcow2", image, "map"));
        commands.add(List.of("img", "snapshot", "-a", "snap", image));
        commands.add(List.of("img", "snapshot", "-d", "1", image));
        commands.add(List.of("img", "check", "-r", "leaks", "-f", "qcow2", image));
        commands.add(List.of("img", "check", "-r", "all", "-f", "qcow2", image));
        commands.add(List.of("img", "resize", "-q", "-f", "qcow2", image, "+1M"));
        commands.add(List.of("img", "amend", "-f", "qcow2", "-o", "lazy_refcounts=on", image));
        commands.add(io(image, "-q", "write -q 3M 64k", "write -qc 5M 64k", "read -q 0 16M"));
        return commands;
    }

    private static List<String> io(String image, String option, String... lines) {
        var words = new ArrayList<>(List.of("io", "-f", "qcow2", "-d", "unmap"));
        if (option.equals("-r")) {
            words.add(option);
        }
        for (var line : lines) {
            words.addAll(List.of("-c", line));
        }
        words.add(image);
        return words;
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
