package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.itest.bench.job.JobBench;
import org.blockyard.itest.bench.nbd.NbdBench;
import org.blockyard.itest.bench.nbd.NbdOptions;
import org.blockyard.itest.bench.report.Machine;
import org.blockyard.itest.bench.server.WorkFolder;
import org.blockyard.itest.bench.soak.SoakBench;
import org.blockyard.itest.bench.stall.ColdBench;
import org.blockyard.itest.bench.stall.Opinions;
import org.blockyard.itest.bench.stall.StallBench;
import org.blockyard.itest.bench.swap.SwapBench;

/** The program behind {@code ./blockyard bench}. */
public final class Bench {
    private Bench() {}

    /** Something that measures in a folder, and tells whether all was as it must be. */
    @FunctionalInterface
    private interface Program {
        boolean run(Path folder) throws IOException, InterruptedException;
    }

    /** Measures what the arguments choose, in the source tree of the property {@code root}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var all = List.of(arguments);
        boolean named = !all.isEmpty() && !all.getFirst().startsWith("--");
        var rest = named ? all.subList(1, all.size()) : all;
        var root = Path.of(System.getProperty("root", "."));
        boolean good = false;
        try {
            good = run(program(root, named ? all.getFirst() : "all", rest));
        } catch (IllegalArgumentException e) {
            System.err.println("blockyard: " + e.getMessage());
        }
        if (!good) {
            System.exit(1);
        }
    }

    private static Program program(Path root, String name, List<String> arguments) {
        return switch (name) {
            case "swap" -> announced(folder -> SwapBench.run(root, folder, arguments));
            case "soak" -> announced(folder -> SoakBench.run(root, folder, arguments));
            case "stalls" -> announced(folder -> StallBench.run(root, folder, arguments));
            case "opinions" -> announced(folder -> Opinions.run(root, folder, arguments));
            case "cold" -> announced(folder -> ColdBench.run(root, folder, arguments));
            case "jobs" -> announced(folder -> JobBench.run(root, folder, arguments));
            case "img" -> announced(images(root, arguments));
            case "nbd" -> servers(NbdOptions.parse(root, arguments));
            case "start" -> announced(starts(NbdOptions.parse(root, arguments)));
            case "all" -> {
                var options = NbdOptions.parse(root, arguments);
                yield folder ->
                        servers(options).run(folder) && announced(starts(options)).run(folder);
            }
            default -> throw new IllegalArgumentException("no benchmark '" + name + "'");
        };
    }

    private static Program images(Path root, List<String> arguments) {
        return folder -> {
            ImgBench.of(root, folder, arguments).run();
            return true;
        };
    }

    /** It announces itself, for its report must tell of the machine too. */
    private static Program servers(NbdOptions options) {
        return folder -> {
            new NbdBench(options, folder).run();
            return true;
        };
    }

    private static Program starts(NbdOptions options) {
        return folder -> {
            new StartBench(options.root(), options.rounds(), folder).run();
            return true;
        };
    }

    private static Program announced(Program program) {
        return folder -> {
            System.out.println(Machine.describe());
            boolean good = program.run(folder);
            System.out.println("load at the end: " + Machine.load());
            return good;
        };
    }

    private static boolean run(Program program) throws IOException, InterruptedException {
        try (var folder = new WorkFolder()) {
            return program.run(folder.path());
        }
    }
}
