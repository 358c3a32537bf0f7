package org.blockyard.itest.bench.swap;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.verify.Stamp;
import org.blockyard.itest.formats.Formats;
import org.blockyard.itest.formats.ImageFormat;
import org.blockyard.itest.formats.Trait;
import org.blockyard.itest.formats.Variant;
import org.blockyard.itest.kit.Arguments;

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
 * @param format of the image, whose driver is swapped
 * @param creation options of the images' creation; the format's usual ones if empty
 * @param backing whether the image stands over another, if its format allows
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
        ImageFormat format,
        String creation,
        boolean backing,
        long seed,
        Optional<Path> json) {
    /** Who asks for the swaps. */
    enum Mode {
        /** A QMP command; both versions are deployed from the beginning. */
        SWAP,
        /** A file in the deploy folder, overwritten by an ever newer version. */
        DEPLOY
    }

    private static final String USAGE =
            "blockyard bench swap [--swaps N] [--kill N] [--mode swap|deploy]"
                    + " [--interval MILLISECONDS] [--rounds N] [--size MEBIBYTES] [--format NAME]"
                    + " [-o OPTIONS] [--backing on|off] [--seed N] [--json FILE]";
    private static final List<String> MODES = List.of("swap", "deploy");
    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry("--swaps", "200"),
                    Map.entry("--kill", "0"),
                    Map.entry("--mode", "swap"),
                    Map.entry("--interval", "250"),
                    Map.entry("--rounds", "5"),
                    Map.entry("--size", "256"),
                    Map.entry("--format", "qcow2"),
                    Map.entry("-o", ""),
                    Map.entry("--backing", "on"),
                    Map.entry("--seed", "20261121"),
                    Map.entry("--json", ""));

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException with the usage where it can't be understood
     */
    static SwapOptions parse(Path root, List<String> arguments) {
        var values = new Arguments(USAGE, DEFAULTS, arguments);
        return new SwapOptions(
                root,
                values.number("--swaps", 1),
                values.number("--kill", 0),
                Mode.valueOf(values.word("--mode", MODES).toUpperCase(Locale.ROOT)),
                values.number("--interval", 1),
                values.number("--rounds", 1),
                values.number("--size", 8),
                format(values),
                values.text("-o"),
                values.word("--backing", List.of("on", "off")).equals("on"),
                values.number("--seed", 0),
                values.file("--json"));
    }

    private static ImageFormat format(Arguments values) {
        return Formats.named(
                values.word(
                        "--format", Formats.writable().stream().map(ImageFormat::name).toList()));
    }

    /** How the images are made. */
    Variant variant() {
        return creation.isEmpty() ? format.variants().getFirst() : format.made(creation);
    }

    /** Whether the image stands over another of its format. */
    boolean layered() {
        return backing && (format.is(Trait.BACKING) || format.is(Trait.OWN_BACKING));
    }

    /** How many nodes use the driver. */
    int nodes() {
        return layered() ? 2 : 1;
    }

    int blocks() {
        return mebibytes * ((1 << 20) / Stamp.BLOCK);
    }
}
