package org.blockyard.itest.bench;

import java.nio.file.Path;

/**
 * What is to be measured and for how long.
 *
 * @param what {@code nbd}, {@code start} or {@code all}
 * @param seconds how long each load runs in each round
 * @param warmUpSeconds how long each load runs on a Java server before the first round
 * @param rounds how often everything is measured
 * @param only a part of "DISK LOAD" that chooses loads; empty for all
 * @param root the source tree
 */
record Settings(
        String what, double seconds, double warmUpSeconds, int rounds, String only, Path root) {

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with the usage where it can't be understood
     */
    static Settings parse(Path root, String... arguments) {
        var settings = new Settings("all", 1, 3, 3, "", root);
        for (int i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            if (!argument.startsWith("--")) {
                settings = settings.withWhat(argument);
            } else if (i + 1 < arguments.length) {
                settings = settings.with(argument, arguments[++i]);
            } else {
                throw usage();
            }
        }
        return settings;
    }

    private Settings withWhat(String chosen) {
        return switch (chosen) {
            case "nbd", "start", "all" ->
                    new Settings(chosen, seconds, warmUpSeconds, rounds, only, root);
            default -> throw usage();
        };
    }

    private Settings with(String option, String value) {
        return switch (option) {
            case "--seconds" ->
                    new Settings(what, positive(value), warmUpSeconds, rounds, only, root);
            case "--warm-up" -> new Settings(what, seconds, positive(value), rounds, only, root);
            case "--rounds" ->
                    new Settings(
                            what,
                            seconds,
                            warmUpSeconds,
                            (int) Math.max(1, positive(value)),
                            only,
                            root);
            case "--only" -> new Settings(what, seconds, warmUpSeconds, rounds, value, root);
            default -> throw usage();
        };
    }

    private static double positive(String value) {
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= 3600) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a number: " + value, e);
        }
        throw usage();
    }

    private static IllegalArgumentException usage() {
        return new IllegalArgumentException(
                "usage: blockyard bench [nbd|start|all] [--seconds N] [--rounds N] [--warm-up N]"
                        + " [--only TEXT], or blockyard bench swap|img [OPTION]...");
    }

    long nanos() {
        return (long) (seconds * 1e9);
    }

    long warmUpNanos() {
        return (long) (warmUpSeconds * 1e9);
    }
}
