package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.itest.bench.soak.SoakBench;
import org.blockyard.itest.bench.swap.SwapBench;

/** The program behind {@code ./blockyard bench}. */
public final class Bench {
    private Bench() {}

    /** Measures what the arguments choose, in the source tree of the property {@code root}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var root = Path.of(System.getProperty("root", "."));
        try {
            var rest = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "swap" -> judge(root, rest, SwapBench::run);
                case "soak" -> judge(root, rest, SoakBench::run);
                case "img" -> images(root, rest);
                default -> compare(Settings.parse(root, arguments));
            }
        } catch (IllegalArgumentException e) {
            System.err.println("blockyard: " + e.getMessage());
            System.exit(1);
        }
    }

    /** A benchmark that may find something wrong. */
    private interface Judging {
        boolean run(Path root, Path folder, List<String> arguments)
                throws IOException, InterruptedException;
    }

    private static void judge(Path root, List<String> arguments, Judging benchmark)
            throws IOException, InterruptedException {
        boolean good;
        try (var folder = new WorkFolder()) {
            System.out.println(Machine.describe());
            good = benchmark.run(root, folder.path(), arguments);
            System.out.println("load at the end: " + Machine.load());
        }
        if (!good) {
            System.exit(1);
        }
    }

    private static void images(Path root, List<String> arguments)
            throws IOException, InterruptedException {
        try (var folder = new WorkFolder()) {
            System.out.println(Machine.describe());
            ImgBench.of(root, folder.path(), arguments).run();
            System.out.println("load at the end: " + Machine.load());
        }
    }

    private static void compare(Settings settings) throws IOException, InterruptedException {
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
