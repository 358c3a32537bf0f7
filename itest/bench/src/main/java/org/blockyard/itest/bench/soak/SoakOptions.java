package org.blockyard.itest.bench.soak;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.server.Transport;
import org.blockyard.itest.bench.verify.Stamp;
import org.blockyard.itest.kit.Arguments;

/**
 * What {@code ./blockyard bench soak} is to do.
 *
 * @param minutes how long the load lasts
 * @param connections how many clients
 * @param depth how many requests each has in flight
 * @param format of the image
 * @param transport how clients come
 * @param mebibytes size of the disk
 * @param kill whether other clients are killed meanwhile, one after the other
 * @param seed what decides about places and kinds of requests
 * @param json where the figures go as JSON
 */
public record SoakOptions(
        double minutes,
        int connections,
        int depth,
        String format,
        Transport transport,
        int mebibytes,
        boolean kill,
        long seed,
        Optional<Path> json) {
    private static final String USAGE =
            "blockyard bench soak [--minutes N] [--connections N] [--depth N] [--format raw|qcow2]"
                    + " [--address unix|tcp] [--size MEBIBYTES] [--kill on|off]"
                    + " [--seed N] [--json FILE]";
    private static final Map<String, String> DEFAULTS =
            Map.of(
                    "--minutes", "10",
                    "--connections", "64",
                    "--depth", "16",
                    "--format", "raw",
                    "--address", "unix",
                    "--size", "1024",
                    "--kill", "off",
                    "--seed", "20261121",
                    "--json", "");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with the usage where it can't be understood
     */
    static SoakOptions parse(List<String> arguments) {
        var values = new Arguments(USAGE, DEFAULTS, arguments);
        return new SoakOptions(
                values.duration("--minutes"),
                values.number("--connections", 1),
                values.number("--depth", 1),
                values.word("--format", List.of("raw", "qcow2")),
                Transport.valueOf(
                        values.word("--address", List.of("unix", "tcp")).toUpperCase(Locale.ROOT)),
                values.number("--size", 16),
                values.word("--kill", List.of("on", "off")).equals("on"),
                values.number("--seed", 0),
                values.file("--json"));
    }

    int blocks() {
        return mebibytes * ((1 << 20) / Stamp.BLOCK);
    }

    double seconds() {
        return minutes * 60;
    }
}
