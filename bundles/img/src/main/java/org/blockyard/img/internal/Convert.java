package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.Sizes;

/**
 * {@code img convert}: copies one or more images, end to end, into a new one. Holes stay holes,
 * zeroes become holes.
 */
final class Convert implements Subcommand {
    private static final int DEFAULT_SPARSE = 4096;
    private static final int MOST_SPARSE = 16 << 20;
    private static final int DEFAULT_WORKERS = 8;
    private static final int MOST_WORKERS = 16;

    private static final String SEVERAL_WITH_BACKING =
            "Having a backing file for the target makes no sense when concatenating multiple input"
                    + " images";

    private static final Flag SOURCE_FORMAT =
            new Flag('f', "source-format", "FMT", "format of the sources");
    private static final Flag TARGET_FORMAT =
            new Flag('O', "target-format", "FMT", "format of the target (raw)");
    private static final Flag OPTIONS =
            new Flag('o', "target-options", "OPTIONS", "the target format's options");
    private static final Flag BACKING =
            new Flag('B', "backing", "FILENAME", "lay the target over that image");
    private static final Flag BACKING_FORMAT =
            new Flag('F', "backing-format", "FMT", "that image's format");
    private static final Flag COMPRESS = new Flag('c', "compress", "", "compress the target");
    private static final Flag COPY_RANGE =
            new Flag('C', "copy-range-offloading", "", "let the host copy");
    private static final Flag NO_CREATE =
            new Flag('n', "no-create", "", "write into the target that is there");
    private static final Flag SNAPSHOT =
            new Flag('l', "source-snapshot", "SNAPSHOT", "read that snapshot");
    private static final Flag SPARSE =
            new Flag('S', "sparse-size", "SIZE", "shortest run of zeroes to skip; 0 for none");
    private static final Flag WORKERS =
            new Flag('m', "parallel", "N", "how much to do at once (8, up to 16)");
    private static final Flag OUT_OF_ORDER = new Flag('W', "oob-writes", "", "write in any order");
    private static final Flag RATE = new Flag('r', "rate", "BYTES", "the most bytes a second");
    private static final Flag TARGET_CACHE =
            new Flag('t', "target-cache", "MODE", "cache mode of the target (unsafe)");
    private static final Flag BITMAPS =
            new Flag(Flag.NO_LETTER, "bitmaps", "", "copy persistent bitmaps");
    private static final Flag SKIP_BROKEN =
            new Flag(Flag.NO_LETTER, "skip-broken-bitmaps", "", "leave out broken bitmaps");
    private static final Flag SALVAGE =
            new Flag(Flag.NO_LETTER, "salvage", "", "take what can't be read as zeroes");
    private static final Flag TARGET_ZERO =
            new Flag(Flag.NO_LETTER, "target-is-zero", "", "the target reads as zeroes");
    private static final Flag TARGET_OPTS =
            new Flag(
                    Flag.NO_LETTER, "target-image-opts", "", "the target's name is an option list");

    @Override
    public String name() {
        return "convert";
    }

    @Override
    public String purpose() {
        return "Copy one image to another with optional format conversion";
    }

    @Override
    public String operands() {
        return "SRC_FILENAME [SRC_FILENAME2 [...]] TGT_FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                SOURCE_FORMAT,
                Flags.IMAGE_OPTS,
                Flags.SOURCE_CACHE,
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
                RATE,
                WORKERS,
                OUT_OF_ORDER,
                COPY_RANGE,
                Flags.FORCE_SHARE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        checkCombination(line);
        var names = line.operands();
        refuse(names.size() < 2, "Must specify image file name");
        var target = names.getLast();
        var sources = sources(names.subList(0, names.size() - 1), line, session);
        long length = 0;
        for (var source : sources) {
            length += source.length();
        }
        // held before the target is made: it must not be one of them
        var lanes = new ArrayList<Lane>();
        for (var source : sources) {
            lanes.add(session.images().reader(source).openLane());
        }
        boolean backed = line.has(BACKING);
        if (!line.has(NO_CREATE)) {
            backed = create(target, length, line, session);
        }
        var node = openTarget(target, line, session);
        if (node.length() < length) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "output file is smaller than input file");
        }
        boolean quiet = line.has(Flags.QUIET);
        var progress = new ProgressLine(session.out(), line.has(Flags.PROGRESS) && !quiet);
        try (var lane = session.images().writer(node).openLane()) {
            boolean blank = !line.has(NO_CREATE) || line.has(TARGET_ZERO);
            var plan =
                    new Copy.Plan(
                            blank,
                            backed,
                            sparse(line),
                            line.has(SALVAGE),
                            workers(line),
                            !line.has(OUT_OF_ORDER),
                            rate(line));
            new Copy(lanes, lane, plan, session.platform().buffers(), progress, session.err())
                    .run();
            lane.flush();
        } finally {
            lanes.forEach(Lane::close);
        }
        progress.update(1, 1);
        progress.end();
        return 0;
    }

    private static void checkCombination(CommandLine line) throws BlockException {
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
        refuse(line.has(BACKING) && line.operands().size() > 2, SEVERAL_WITH_BACKING);
        for (var flag : List.of(COMPRESS, SNAPSHOT, BITMAPS)) {
            if (line.has(flag)) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "--" + flag.name() + " is not supported by this version");
            }
        }
    }

    private static void refuse(boolean wrong, String sentence) throws BlockException {
        if (wrong) {
            throw new BlockException(ErrorKind.INVALID_OPTION, sentence);
        }
    }

    private static List<BlockNode> sources(List<String> names, CommandLine line, Session session)
            throws IOException {
        var nodes = new ArrayList<BlockNode>();
        for (var name : names) {
            nodes.add(
                    session.images()
                            .open(
                                    Images.image(name, line)
                                            .format(line.value(SOURCE_FORMAT))
                                            .readOnly()
                                            .forceShare(line.has(Flags.FORCE_SHARE))
                                            .cache(
                                                    CacheMode.of(
                                                            line.value(Flags.SOURCE_CACHE)
                                                                    .orElse("writeback"),
                                                            "source "))));
        }
        return nodes;
    }

    /** Makes the target; whether it lies over a backing image. */
    private static boolean create(String target, long length, CommandLine line, Session session)
            throws IOException {
        var options = new LinkedHashMap<String, Object>();
        for (var text : line.values(OPTIONS)) {
            options.putAll(KeyValues.parseFlat(text));
        }
        line.value(BACKING).ifPresent(name -> options.put("backing_file", name));
        line.value(BACKING_FORMAT).ifPresent(format -> options.put("backing_fmt", format));
        boolean backed = options.get("backing_file") instanceof String file && !file.isEmpty();
        refuse(backed && line.operands().size() > 2, SEVERAL_WITH_BACKING);
        refuse(
                backed && !options.containsKey("backing_fmt"),
                "Use of backing file requires explicit backing format");
        options.putIfAbsent("size", Long.toString(length));
        Create.create(
                session, target, line.value(TARGET_FORMAT).orElse("raw"), options, false, true);
        return backed;
    }

    private static BlockNode openTarget(String name, CommandLine line, Session session)
            throws IOException {
        var wanted =
                line.has(TARGET_OPTS)
                        ? Images.optionList(name)
                        : Images.fileName(name)
                                .format(Optional.of(line.value(TARGET_FORMAT).orElse("raw")));
        var cache = CacheMode.of(line.value(TARGET_CACHE).orElse("unsafe"), "");
        return session.images().open(wanted.cache(cache).discard());
    }

    private static int sparse(CommandLine line) throws BlockException {
        var text = line.value(SPARSE);
        if (text.isEmpty()) {
            return DEFAULT_SPARSE;
        }
        long size = Sizes.parse(text.get());
        refuse(
                size % 512 != 0 || size > MOST_SPARSE,
                "Invalid buffer size for sparse output specified. Valid sizes are multiples of 512 up"
                        + " to 16777216. Select 0 to disable sparse detection (fully allocates"
                        + " output).");
        return (int) size;
    }

    private static int workers(CommandLine line) throws BlockException {
        var text = line.value(WORKERS).orElse(Integer.toString(DEFAULT_WORKERS));
        try {
            int count = Integer.parseInt(text);
            refuse(
                    count < 1 || count > MOST_WORKERS,
                    "Invalid number of coroutines specified. Must be between 1 and 16.");
            return count;
        } catch (NumberFormatException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Invalid number of coroutines specified: '" + text + "'.",
                    e);
        }
    }

    private static long rate(CommandLine line) throws BlockException {
        var text = line.value(RATE);
        return text.isPresent() ? Sizes.parse(text.get()) : 0;
    }
}
