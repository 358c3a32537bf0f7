package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What there is to say about the machine, since figures mean nothing without it. */
final class Machine {
    private Machine() {}

    /** Cores, load, kernel and Java. */
    static String describe() throws IOException {
        return "machine: %d cores, load %s, Linux %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        load(),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    /** The load averages of the last 1, 5 and 15 minutes. */
    static String load() throws IOException {
        var words = Files.readString(Path.of("/proc/loadavg")).split(" ");
        return words[0] + " " + words[1] + " " + words[2];
    }
}
