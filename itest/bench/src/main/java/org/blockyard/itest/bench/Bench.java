package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Path;

/** The program behind {@code ./blockyard bench}. */
public final class Bench {
    private Bench() {}

    /** Measures what the arguments choose, in the source tree of the property {@code root}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings;
        try {
            settings = Settings.parse(Path.of(System.getProperty("root", ".")), arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("blockyard: " + e.getMessage());
            System.exit(1);
            return;
        }
        try (var folder = new WorkFolder()) {
            System.out.println(Machine.describe());
            if (!settings.what().equals("start")) {
                new NbdBench(settings, folder.path()).run();
            }
            if (!settings.what().equals("nbd")) {
                new StartBench(settings, folder.path()).run();
            }
            System.out.println("load at the end: " + Machine.load());
        }
    }
}
