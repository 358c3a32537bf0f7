package org.blockyard.itest.fuzz.base;

/**
 * What is to be done.
 *
 * @param kind operations, images, words or crash
 * @param seconds for how long
 * @param seed what chance begins with
 * @param kills how many processes are killed
 * @param engine where inputs come from: jazzer or random
 * @param corpus folder that keeps inputs that reach new code, empty for none
 * @param replay file with an input to run alone, empty for none
 * @param format whose images are damaged or killed upon; empty for qcow2 with all it can
 */
public record Settings(
        String kind,
        int seconds,
        long seed,
        int kills,
        String engine,
        String corpus,
        String replay,
        String format) {
    private static final Settings DEFAULTS = new Settings("", 60, 0, 500, "jazzer", "", "", "");

    /** Reads the words behind the name of the program. */
    public static Settings parse(String[] arguments) {
        var settings = DEFAULTS.with("--seed", Long.toString(System.nanoTime() & 0xffff_ffffL));
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
        return new Settings(
                option.equals("kind") ? value : kind,
                option.equals("--seconds") ? Integer.parseInt(value) : seconds,
                option.equals("--seed") ? Long.parseLong(value) : seed,
                option.equals("--kills") ? Integer.parseInt(value) : kills,
                option.equals("--engine") ? value : engine,
                option.equals("--corpus") ? value : corpus,
                option.equals("--replay") ? value : replay,
                option.equals("--format") ? value : format);
    }

    /** What to say of other words. */
    public static IllegalArgumentException usage() {
        return new IllegalArgumentException(
                """
                usage: blockyard bench fuzz operations [--seconds N] [--seed N]
                       blockyard bench fuzz images|words [--seconds N] [--seed N] [--engine jazzer|random]
                                             [--corpus FOLDER] [--replay FILE] [--format NAME]
                       blockyard bench fuzz crash [--kills N] [--seed N] [--format NAME]\
                """);
    }
}
