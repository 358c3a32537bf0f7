package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.Rebasing;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** {@code img rebase}: lays an image over another backing image; what it reads as stays. */
final class Rebase implements Subcommand {
    private static final Flag BACKING =
            new Flag('b', "backing", "BACKING_FILENAME", "the new backing image; '' for none");
    private static final Flag BACKING_FORMAT =
            new Flag('F', "backing-format", "FMT", "the new backing image's format");
    private static final Flag BACKING_CACHE =
            new Flag('T', "backing-cache", "MODE", "cache mode of the backing images (writeback)");
    private static final Flag UNSAFE =
            new Flag('u', "backing-unsafe", "", "only record the new name, look at nothing");
    private static final Flag COMPRESS =
            new Flag('c', "compress", "", "compress what has to be copied into the image");

    @Override
    public String name() {
        return "rebase";
    }

    @Override
    public String purpose() {
        return "Change backing file of the image";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                Flags.CACHE,
                BACKING,
                BACKING_FORMAT,
                BACKING_CACHE,
                UNSAFE,
                COMPRESS,
                Flags.FORCE_SHARE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        boolean unsafe = line.has(UNSAFE);
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        if (!unsafe && !line.has(BACKING)) {
            throw Usage.wrong(line, "Must specify backing file (-b) or use unsafe mode (-u)");
        }
        var cache = CacheMode.of(line.value(Flags.CACHE).orElse("writeback"), "");
        var belowCache = CacheMode.of(line.value(BACKING_CACHE).orElse("writeback"), "source ");
        var format = line.value(BACKING_FORMAT);
        if (format.isPresent() && session.platform().graph().driver(format.get()).isEmpty()) {
            throw Numbers.wrong("Invalid format name: '" + format.get() + "'");
        }
        // what is written is never shared, even if the new backing image may be
        var wanted = Images.image(name, line).format(line.value(Flags.FORMAT)).cache(cache);
        var top = session.images().open(unsafe ? wanted.noBacking() : wanted);
        var user = session.images().writer(top);
        var progress = ProgressLine.of(line, session.out(), name());
        var backing = line.value(BACKING).filter(file -> !file.isEmpty());
        if (!unsafe) {
            try (var lane = user.openLane()) {
                var below = below(session, line, top, backing, format, belowCache);
                int unit = unit(top, line.has(COMPRESS));
                new Rebasement(session, lane, below, top, unit, line.has(COMPRESS), progress).run();
                lane.flush();
            }
        }
        record(top, backing, format);
        progress.end();
        return 0;
    }

    private static int unit(BlockNode top, boolean compress) throws IOException {
        if (compress) {
            if (!top.has(Compressing.class)) {
                throw Numbers.wrong("Compression not supported for this file format");
            }
            return top.with(Compressing.class, Compressing::compressedUnit);
        }
        return top.describe().clusterSize().orElse(CopyPlan.DEFAULT_SPARSE);
    }

    private static Optional<BlockUser> below(
            Session session,
            CommandLine line,
            BlockNode top,
            Optional<String> backing,
            Optional<String> format,
            CacheMode cache)
            throws IOException {
        if (backing.isEmpty()) {
            return Optional.empty();
        }
        try {
            var path = Create.beside(top.fileName(), backing.get());
            var wanted =
                    Images.fileName(path)
                            .format(format)
                            .readOnly()
                            .forceShare(line.has(Flags.FORCE_SHARE))
                            .cache(cache);
            var node = session.images().openPlainly(wanted);
            return Optional.of(session.images().reader(node));
        } catch (IOException e) {
            throw BlockException.of(e)
                    .prefix("Could not open new backing file '" + backing.get() + "': ");
        }
    }

    private static void record(BlockNode top, Optional<String> backing, Optional<String> format)
            throws IOException {
        try {
            if (backing.isPresent() && format.isEmpty()) {
                throw Numbers.wrong("backing format must be specified");
            }
            if (!top.has(Rebasing.class)) {
                throw new BlockException(ErrorKind.UNSUPPORTED, "Operation not supported");
            }
            top.with(
                    Rebasing.class,
                    device -> {
                        device.recordBacking(backing, format);
                        return device;
                    });
        } catch (IOException e) {
            var wrong = BlockException.of(e);
            throw (wrong.kind() == ErrorKind.OUT_OF_RANGE
                            ? new BlockException(
                                    ErrorKind.NO_SPACE, "No space left in the file header", e)
                            : wrong)
                    .prefix("Could not change the backing file to '" + backing.orElse("") + "': ");
        }
    }
}
