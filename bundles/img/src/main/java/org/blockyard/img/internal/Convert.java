package org.blockyard.img.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.SnapshotChoice;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Unzeroed;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Lane;

/**
 * {@code img convert}: copies one or more images, end to end, into a new one. Holes stay holes,
 * zeroes become holes.
 */
final class Convert implements Subcommand {
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
        return ConvertFlags.all();
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        ConvertFlags.checkCombination(line);
        var names = line.operands();
        ConvertFlags.refuse(names.size() < 2, "Must specify image file name");
        // all that can be wrong is found before the target is touched
        int sparse = ConvertFlags.sparse(line);
        int workers = ConvertFlags.workers(line);
        long rate = Numbers.rate(line.value(Flags.RATE));
        Optional<ContentDigest> digest = Optional.empty();
        if (line.has(ConvertFlags.CHECKSUM)) {
            digest = Optional.of(ContentDigest.of(line.value(ConvertFlags.CHECKSUM).get()));
        }
        var sources = sources(names.subList(0, names.size() - 1), line, session);
        var bitmaps = bitmaps(sources.getFirst(), line, session);
        // held before the target is made: it must not be one of them
        var lanes = new ArrayList<Lane>();
        for (var source : sources) {
            lanes.add(session.images().reader(source).openLane());
        }
        long length = lanes.stream().mapToLong(Lane::length).sum();
        boolean backed = line.has(ConvertFlags.BACKING);
        ConvertFlags.refuse(
                backed && line.has(ConvertFlags.TARGET_ZERO),
                "Cannot use --target-is-zero when the destination image has a backing file");
        if (!line.has(ConvertFlags.NO_CREATE)) {
            backed = create(names.getLast(), length, line, session);
        }
        var target = openTarget(names.getLast(), line, session);
        ConvertFlags.refuse(
                line.has(ConvertFlags.BITMAPS) && !BitmapCopy.possible(target),
                "Format driver '" + target.driver() + "' does not support bitmaps");
        ConvertFlags.refuse(target.length() < length, "output file is smaller than input file");
        boolean compress = line.has(ConvertFlags.COMPRESS) || compressedOnly(target);
        int unit = compress ? compressedUnit(target) : 0;
        var plan =
                new CopyPlan(
                        backed ? CopyPlan.Selection.OWN : CopyPlan.Selection.ALL,
                        Optional.empty(),
                        blank(target, line),
                        sparse,
                        unit,
                        line.has(ConvertFlags.SALVAGE),
                        workers > 0 ? workers : CopyPlan.workers(all(sources, target)),
                        workers > 0
                                || unit > 0
                                || digest.isPresent()
                                || CopyPlan.takesLong(all(sources, target)),
                        // compressed clusters lie where they fit anyway
                        unit == 0 && !line.has(ConvertFlags.OUT_OF_ORDER),
                        rate);
        copy(line, session, lanes, target, plan, digest);
        BitmapCopy.copy(bitmaps, target);
        digest.ifPresent(d -> session.out().println(d.line(names.getLast())));
        return 0;
    }

    private static boolean blank(BlockNode target, CommandLine line) {
        return line.has(ConvertFlags.TARGET_ZERO)
                || !line.has(ConvertFlags.NO_CREATE) && !target.has(Unzeroed.class);
    }

    private void copy(
            CommandLine line,
            Session session,
            List<Lane> lanes,
            BlockNode target,
            CopyPlan plan,
            Optional<ContentDigest> digest)
            throws IOException, UsageException {
        var progress = ProgressLine.of(line, session.out(), name());
        try (var lane = session.images().writer(target).openLane()) {
            boolean offload = line.has(ConvertFlags.COPY_RANGE);
            new Copy(lanes, lane, plan, session, progress, digest, offload).run();
            lane.flush();
        } finally {
            lanes.forEach(Lane::close);
        }
        progress.end();
    }

    private static List<BlockNode> all(List<BlockNode> sources, BlockNode target) {
        var all = new ArrayList<>(sources);
        all.add(target);
        return all;
    }

    private static boolean compressedOnly(BlockNode target) throws IOException {
        return target.has(Compressing.class)
                && target.with(Compressing.class, Compressing::compressedOnly);
    }

    private static int compressedUnit(BlockNode target) throws IOException {
        ConvertFlags.refuse(
                !target.has(Compressing.class), "Compression not supported for this file format");
        return target.with(Compressing.class, Compressing::compressedUnit);
    }

    private static List<DirtyBitmap> bitmaps(BlockNode source, CommandLine line, Session session)
            throws IOException {
        return line.has(ConvertFlags.BITMAPS)
                ? BitmapCopy.whole(source, line.has(ConvertFlags.SKIP_BROKEN), session.err())
                : List.of();
    }

    private static List<BlockNode> sources(List<String> names, CommandLine line, Session session)
            throws IOException {
        var cache =
                CacheMode.of(line.value(ConvertFlags.SOURCE_CACHE).orElse("writeback"), "source ");
        var nodes = new ArrayList<BlockNode>();
        for (var name : names) {
            var wanted =
                    Images.image(name, line)
                            .format(line.value(ConvertFlags.SOURCE_FORMAT))
                            .readOnly()
                            .forceShare(line.has(Flags.FORCE_SHARE))
                            .cache(cache);
            nodes.add(session.images().open(wanted));
        }
        if (line.has(ConvertFlags.SNAPSHOT)) {
            SnapshotChoice.show(nodes.getFirst(), line.value(ConvertFlags.SNAPSHOT).orElse(""));
        }
        return nodes;
    }

    /** Makes the target; whether it lies over a backing image. */
    private static boolean create(String target, long length, CommandLine line, Session session)
            throws IOException {
        var options = OptionTexts.parse(line.values(ConvertFlags.OPTIONS));
        line.value(ConvertFlags.BACKING).ifPresent(name -> options.put("backing_file", name));
        line.value(ConvertFlags.BACKING_FORMAT)
                .ifPresent(format -> options.put("backing_fmt", format));
        boolean backed = options.containsKey("backing_file");
        ConvertFlags.refuse(
                backed && line.operands().size() > 2, ConvertFlags.SEVERAL_WITH_BACKING);
        ConvertFlags.refuse(
                backed && !options.containsKey("backing_fmt"),
                "Use of backing file requires explicit backing format");
        ConvertFlags.refuse(
                line.has(ConvertFlags.COMPRESS)
                        && !String.valueOf(options.getOrDefault("preallocation", "off"))
                                .equals("off"),
                "Compression and preallocation not supported at the same time");
        // whatever was asked for: the copy is as long as what is copied
        options.put("size", Long.toString(length));
        var format = line.value(ConvertFlags.TARGET_FORMAT).orElse("raw");
        Create.forCopy(
                session, target, format, options, ": error while converting " + format + ": ");
        return backed;
    }

    private static BlockNode openTarget(String name, CommandLine line, Session session)
            throws IOException {
        var format = line.value(ConvertFlags.TARGET_FORMAT);
        var wanted =
                line.has(ConvertFlags.TARGET_OPTS)
                        ? Images.optionList(name).format(format)
                        : Images.fileName(name)
                                .format(format.or(() -> Optional.of("raw")))
                                .secrets(OptionTexts.parse(line.values(ConvertFlags.OPTIONS)));
        var cache = CacheMode.of(line.value(ConvertFlags.TARGET_CACHE).orElse("unsafe"), "");
        return session.images().open(wanted.cache(cache).discard());
    }
}
