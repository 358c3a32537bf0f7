package org.blockyard.itest.bench.nbd;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.blockyard.itest.kit.Arguments;

/**
 * What {@code ./blockyard bench [nbd|start|all]} is to measure and for how long.
 *
 * @param root the source tree
 * @param quick whether it is to be over in three minutes
 * @param seconds how long each load runs in each round
 * @param warmUpSeconds how long each load runs on ours before the first round
 * @param rounds how often everything is measured
 * @param only a part of "DISK LOAD" that chooses loads; empty for all
 * @param report where the report goes as Markdown
 * @param json where the figures go as JSON
 */
public record NbdOptions(
        Path root,
        boolean quick,
        double seconds,
        double warmUpSeconds,
        int rounds,
        String only,
        Optional<Path> report,
        Optional<Path> json) {
    private static final String USAGE =
            "blockyard bench [nbd|start|all] [--quick] [--seconds N] [--rounds N] [--warm-up N]"
                    + " [--only TEXT] [--report FILE] [--json FILE],"
                    + " or blockyard bench swap|soak|stalls|cold|img|fuzz [OPTION]...";
    private static final String QUICK = "--quick";
    private static final Map<String, String> USUAL =
            Map.of(
                    "--seconds", "1",
                    "--warm-up", "3",
                    "--rounds", "3",
                    "--only", "",
                    "--report", "",
                    "--json", "");
    private static final Map<String, String> HASTY =
            Map.of("--seconds", "0.2", "--warm-up", "0.8", "--rounds", "3");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with the usage where it can't be understood
     */
    public static NbdOptions parse(Path root, List<String> arguments) {
        boolean quick = arguments.contains(QUICK);
        var defaults = new TreeMap<>(USUAL);
        if (quick) {
            defaults.putAll(HASTY);
        }
        var pairs = arguments.stream().filter(argument -> !argument.equals(QUICK)).toList();
        var values = new Arguments(USAGE, defaults, pairs);
        return new NbdOptions(
                root,
                quick,
                values.duration("--seconds"),
                values.duration("--warm-up"),
                values.number("--rounds", 1),
                values.text("--only"),
                values.file("--report"),
                values.file("--json"));
    }

    long nanos() {
        return (long) (seconds * 1e9);
    }

    long warmUpNanos() {
        return (long) (warmUpSeconds * 1e9);
    }
}
