package org.blockyard.itest.bench.swap;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.blockyard.itest.bench.verify.Stamp;

/**
 * What {@code ./blockyard bench swap} is to do.
 *
 * @param root the source tree
 * @param swaps how many swaps
 * @param kills how often to kill the daemon instead of measuring; 0 to measure
 * @param mode who asks for the swaps
 * @param intervalMillis from the beginning of one swap to that of the next
 * @param rounds how often times with and without swaps take turns
 * @param mebibytes size of the disk
 * @param seed what decides about places and moments
 * @param json where the figures go as JSON
 */
record SwapOptions(
        Path root,
        int swaps,
        int kills,
        Mode mode,
        int intervalMillis,
        int rounds,
        int mebibytes,
        long seed,
        Optional<Path> json) {
    /** Who asks for the swaps. */
    enum Mode {
        /** A QMP command; both versions are deployed from the beginning. */
        SWAP,
        /** A file in the deploy folder, overwritten by an ever newer version. */
        DEPLOY
    }

    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--swaps", "200",
                    "--kill", "0",
                    "--mode", "swap",
                    "--interval", "250",
                    "--rounds", "5",
                    "--size", "256",
                    "--seed", "20261121",
                    "--json", "");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with the usage where it can't be understood
     */
    static SwapOptions parse(Path root, List<String> arguments) {
        var values = new TreeMap<>(DEFAULTS);
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!DEFAULTS.containsKey(arguments.get(i)) || i + 1 == arguments.size()) {
                throw usage();
            }
            values.put(arguments.get(i), arguments.get(i + 1));
        }
        var json = values.getOrDefault("--json", "");
        return new SwapOptions(
                root,
                number(values, "--swaps", 1),
                number(values, "--kill", 0),
                mode(values.getOrDefault("--mode", "")),
                number(values, "--interval", 1),
                number(values, "--rounds", 1),
                number(values, "--size", 8),
                number(values, "--seed", 0),
                json.isEmpty() ? Optional.empty() : Optional.of(Path.of(json)));
    }

    private static Mode mode(String text) {
        return switch (text) {
            case "swap" -> Mode.SWAP;
            case "deploy" -> Mode.DEPLOY;
            default -> throw usage();
        };
    }

    private static int number(Map<String, String> values, String option, int least) {
        try {
            int number = Integer.parseInt(values.getOrDefault(option, ""));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": not a number", e);
        }
        throw usage();
    }

    private static IllegalArgumentException usage() {
        return new IllegalArgumentException(
                "usage: blockyard bench swap [--swaps N] [--kill N] [--mode swap|deploy]"
                        + " [--interval MILLISECONDS] [--rounds N] [--size MEBIBYTES] [--seed N]"
                        + " [--json FILE]");
    }

    int blocks() {
        return mebibytes * ((1 << 20) / Stamp.BLOCK);
    }
}
