package org.blockyard.itest.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * The program behind {@code ./blockyard bench fuzz}: ends with 1 and the seed if it finds anything.
 */
public final class Fuzz {
    private Fuzz() {}

    /**
     * What is to be done.
     *
     * @param kind operations, images or crash
     * @param seconds for how long
     * @param seed what chance begins with
     * @param kills how many processes are killed
     */
    record Settings(String kind, int seconds, long seed, int kills) {
        static Settings parse(String[] arguments) {
            var settings = new Settings("", 60, System.nanoTime() & 0xffff_ffffL, 500);
            for (int i = 0; i < arguments.length; i++) {
                var word = arguments[i];
                if (!word.startsWith("--")) {
                    settings = settings.with("kind", word);
                } else if (i + 1 < arguments.length) {
                    settings = settings.with(word, arguments[++i]);
                } else {
                    throw usage();
                }
            }
            return settings;
        }

        private Settings with(String option, String value) {
            return switch (option) {
                case "kind" -> new Settings(value, seconds, seed, kills);
                case "--seconds" -> new Settings(kind, Integer.parseInt(value), seed, kills);
                case "--seed" -> new Settings(kind, seconds, Long.parseLong(value), kills);
                case "--kills" -> new Settings(kind, seconds, seed, Integer.parseInt(value));
                default -> throw usage();
            };
        }

        private static IllegalArgumentException usage() {
            return new IllegalArgumentException(
                    "usage: blockyard bench fuzz operations|images [--seconds N] [--seed N]\n"
                            + "       blockyard bench fuzz crash [--kills N] [--seed N]");
        }
    }

    /** Works until the time is over or something is found. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int status;
        var folder = Files.createTempDirectory(place(), "fuzz");
        try {
            var settings = Settings.parse(arguments);
            switch (settings.kind()) {
                case "operations" -> new OperationFuzz(folder, settings).run();
                case "images" -> new ImageFuzz(folder, settings).run();
                case "crash" -> new CrashBench(folder, settings).run();
                default -> throw Settings.usage();
            }
            status = 0;
            clear(folder);
        } catch (IllegalArgumentException e) {
            System.err.println("blockyard: " + e.getMessage());
            status = 1;
        } catch (Finding e) {
            System.out.println("FOUND: " + e.getMessage());
            if (e.getCause() instanceof Throwable cause) {
                cause.printStackTrace(System.out);
            }
            System.out.println("its files are in " + folder);
            status = 1;
        }
        System.out.flush();
        // what hangs must not keep this from ending
        Runtime.getRuntime().halt(status);
    }

    /** In memory if there is such a place: a killed process loses what it would lose on a disk. */
    private static Path place() {
        var memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Something that must not be. */
    static final class Finding extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Finding(String sentence) {
            super(sentence);
        }

        Finding(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }
}
