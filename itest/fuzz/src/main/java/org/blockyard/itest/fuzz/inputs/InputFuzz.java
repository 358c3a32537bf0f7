package org.blockyard.itest.fuzz.inputs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Settings;

/**
 * Runs inputs that are meant to do harm: nothing may hang, use up the memory, or fail with anything
 * but an I/O error. First come the inputs that are kept; then those that Jazzer makes, led by the
 * code that they reach, or that chance makes.
 */
public final class InputFuzz {
    private final Target target;
    private final Path folder;
    private final Settings settings;
    private final Guard guard;

    /** Works in a folder. */
    public InputFuzz(Target target, Path folder, Settings settings) {
        this.target = target;
        this.folder = folder;
        this.settings = settings;
        this.guard = new Guard(target);
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

    private int known() throws IOException {
        int count = all(JazzerRun.known(target));
        // what Jazzer has collected with a larger heap must do with this one
        return settings.engine().equals("random") && !settings.corpus().isEmpty()
                ? count + all(Path.of(settings.corpus()))
                : count;
    }

    private int all(Path inputs) throws IOException {
        if (!Files.isDirectory(inputs)) {
            return 0;
        }
        try (var files = Files.list(inputs)) {
            var all = files.sorted().toList();
            for (var file : all) {
                one(Files.readAllBytes(file), file.toString());
            }
            return all.size();
        }
    }

    private void random() {
        long end = System.nanoTime() + settings.seconds() * 1_000_000_000L;
        long seed = settings.seed();
        for (; System.nanoTime() < end; seed++) {
            var random = new Random(seed * 0x9E3779B97F4A7C15L);
            one(target.random(random), "seed " + seed);
        }
        System.out.printf(
                "%d random inputs from seed %d: none did harm, the slowest took %d ms of the"
                        + " processors%n",
                seed - settings.seed(), settings.seed(), guard.slowestMillis());
    }

    private void one(byte[] input, String name) {
        try {
            guard.run(input);
        } catch (Throwable e) {
            throw new Finding(name + ": " + target.describe(input), e);
        }
    }
}
