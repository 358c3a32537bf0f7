package org.blockyard.img.internal;

import java.util.List;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.io.BlockException;

/** The options of {@code img convert}, and which of them go together. */
final class ConvertFlags {
    private static final int MOST_SPARSE = 16 << 20;
    private static final int MOST_WORKERS = 16;

    static final String SEVERAL_WITH_BACKING =
            "Having a backing file for the target makes no sense when concatenating multiple input"
                    + " images";

    static final Flag SOURCE_FORMAT =
            new Flag('f', "source-format", "FMT", "format of the sources");
    static final Flag SOURCE_CACHE =
            new Flag('T', "source-cache", "MODE", "cache mode of the sources (writeback)");
    static final Flag TARGET_FORMAT =
            new Flag('O', "target-format", "FMT", "format of the target (raw)");
    static final Flag OPTIONS =
            new Flag('o', "target-options", "OPTIONS", "the target format's options");
    static final Flag BACKING =
            new Flag('B', "backing", "FILENAME", "lay the target over that image");
    static final Flag BACKING_FORMAT =
            new Flag('F', "backing-format", "FMT", "that image's format");
    static final Flag COMPRESS = new Flag('c', "compress", "", "compress the target");
    static final Flag COPY_RANGE = new Flag('C', "copy-range-offloading", "", "let the host copy");
    static final Flag NO_CREATE =
            new Flag('n', "no-create", "", "write into the target that is there");
    static final Flag SNAPSHOT = new Flag('l', "source-snapshot", "SNAPSHOT", "read that snapshot");
    static final Flag SPARSE =
            new Flag('S', "sparse-size", "SIZE", "shortest run of zeroes to skip; 0 for none");
    static final Flag WORKERS = new Flag('m', "parallel", "N", "how much to do at once (up to 16)");
    static final Flag OUT_OF_ORDER = new Flag('W', "oob-writes", "", "write in any order");
    static final Flag TARGET_CACHE =
            new Flag('t', "target-cache", "MODE", "cache mode of the target (unsafe)");
    static final Flag BITMAPS = new Flag(Flag.NO_LETTER, "bitmaps", "", "copy persistent bitmaps");
    static final Flag SKIP_BROKEN =
            new Flag(Flag.NO_LETTER, "skip-broken-bitmaps", "", "leave out broken bitmaps");
    static final Flag SALVAGE =
            new Flag(Flag.NO_LETTER, "salvage", "", "take what can't be read as zeroes");
    static final Flag TARGET_ZERO =
            new Flag(Flag.NO_LETTER, "target-is-zero", "", "the target reads as zeroes");
    static final Flag TARGET_OPTS =
            new Flag(
                    Flag.NO_LETTER, "target-image-opts", "", "the target's name is an option list");

    static final Flag CHECKSUM =
            new Flag(
                    Flag.NO_LETTER,
                    "checksum",
                    "sha256",
                    "print the checksum of the disk's content, computed on the way");

    private ConvertFlags() {}

    static List<Flag> all() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                SOURCE_FORMAT,
                Flags.IMAGE_OPTS,
                SOURCE_CACHE,
                TARGET_FORMAT,
                OPTIONS,
                TARGET_OPTS,
                TARGET_CACHE,
                COMPRESS,
                BACKING,
                BACKING_FORMAT,
                NO_CREATE,
                TARGET_ZERO,
                SPARSE,
                SNAPSHOT,
                BITMAPS,
                SKIP_BROKEN,
                SALVAGE,
                Flags.RATE,
                WORKERS,
                OUT_OF_ORDER,
                COPY_RANGE,
                Flags.FORCE_SHARE,
                CHECKSUM,
                Flags.OBJECT);
    }

    static void checkCombination(CommandLine line) throws BlockException {
        refuse(
                line.has(TARGET_OPTS) && !line.has(NO_CREATE),
                "--target-image-opts requires use of -n flag");
        refuse(
                line.has(TARGET_ZERO) && !line.has(NO_CREATE),
                "--target-is-zero requires use of -n flag");
        refuse(
                line.has(NO_CREATE) && line.has(OPTIONS),
                "-o has no effect when skipping image creation");
        refuse(
                line.has(COPY_RANGE) && line.has(SPARSE),
                "Cannot enable copy offloading when -S is used");
        refuse(
                line.has(COPY_RANGE) && line.has(COMPRESS),
                "Cannot enable copy offloading when -c is used");
        refuse(
                line.has(COPY_RANGE) && line.has(SALVAGE),
                "Cannot use copy offloading in salvaging mode");
        refuse(
                line.has(SKIP_BROKEN) && !line.has(BITMAPS),
                "Use of --skip-broken-bitmaps requires --bitmaps");
        boolean several = line.operands().size() > 2;
        refuse(several && line.has(BITMAPS), "Copying bitmaps only possible with single source");
        refuse(several && line.has(SNAPSHOT), "No support for concatenating multiple snapshot");
        refuse(several && line.has(BACKING), SEVERAL_WITH_BACKING);
    }

    static void refuse(boolean wrong, String sentence) throws BlockException {
        if (wrong) {
            throw Numbers.wrong(sentence);
        }
    }

    static int sparse(CommandLine line) throws BlockException {
        var text = line.value(SPARSE);
        if (text.isEmpty()) {
            return CopyPlan.DEFAULT_SPARSE;
        }
        long size = Numbers.size("buffer size for sparse output", text.get());
        refuse(
                size % 512 != 0 || size > MOST_SPARSE,
                "Invalid buffer size for sparse output specified. Valid sizes are multiples of 512 up"
                        + " to 16777216. Select 0 to disable sparse detection (fully allocates"
                        + " output).");
        return (int) size;
    }

    /** How much to do at once; 0 if it was not said. */
    static int workers(CommandLine line) throws BlockException {
        return (int) Numbers.parse("number of coroutines", line.value(WORKERS), 0, 1, MOST_WORKERS);
    }
}
