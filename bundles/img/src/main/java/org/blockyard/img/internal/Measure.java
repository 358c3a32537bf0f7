package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.SnapshotChoice;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.BitmapInfo;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Measurement;
import org.blockyard.driver.Measuring;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Json;
import org.blockyard.option.ReadMode;

/** {@code img measure}: tells how large a new image would be. */
final class Measure implements Subcommand {
    private static final Flag TARGET_FORMAT =
            new Flag('O', "target-format", "FMT", "format of the image to be made (raw)");
    private static final Flag OPTIONS =
            new Flag('o', "options", "OPTIONS", "the options of which it would be made");
    private static final Flag SIZE =
            new Flag('s', "size", "SIZE", "the length of an empty disk, in place of an image");
    private static final Flag SNAPSHOT =
            new Flag('l', "snapshot", "SNAPSHOT", "measure that snapshot of the image");

    @Override
    public String name() {
        return "measure";
    }

    @Override
    public String purpose() {
        return "Calculate file size required for a new image";
    }

    @Override
    public String operands() {
        return "(--size SIZE | FILENAME)";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                TARGET_FORMAT,
                OPTIONS,
                SIZE,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                SNAPSHOT,
                Flags.FORCE_SHARE,
                Flags.OUTPUT,
                Flags.PRECISE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        boolean json = OutputForm.json(line);
        var size = line.value(SIZE);
        long length = size.isPresent() ? Numbers.size("image size", size.get()) : 0;
        refuse(line.operands().size() > 1, "At most one filename argument is allowed.");
        boolean named = line.operands().size() == 1;
        refuse(
                !named
                        && (line.has(Flags.IMAGE_OPTS)
                                || line.has(Flags.FORMAT)
                                || line.has(SNAPSHOT)),
                "--image-opts, -f, and -l require a filename argument.");
        refuse(!named && size.isEmpty(), "Either --size N or one filename must be specified.");
        refuse(named && size.isPresent(), "--size N cannot be used together with a filename.");
        var measured =
                named
                        ? measureImage(line, session)
                        : measure(line, session, length, Optional.empty(), List.of());
        print(session.out(), measured, json);
        return 0;
    }

    private static void refuse(boolean wrong, String sentence) throws BlockException {
        if (wrong) {
            throw Numbers.wrong(sentence);
        }
    }

    private static Measurement measureImage(CommandLine line, Session session) throws IOException {
        var wanted = Images.subject(line.operands().getFirst(), line).readOnly();
        var node = session.images().open(wanted);
        if (line.has(SNAPSHOT)) {
            SnapshotChoice.show(node, line.value(SNAPSHOT).orElse(""));
        }
        try (var lane = session.images().reader(node).openLane()) {
            var chain = new ChainView(ShownChain.of(node, lane, line));
            var found =
                    measure(
                            line,
                            session,
                            lane.length(),
                            Optional.of(chain),
                            BitmapCopy.infos(node));
            return BitmapCopy.possible(node)
                    ? found
                    : new Measurement(
                            found.required(), found.fullyAllocated(), OptionalLong.empty());
        }
    }

    private static Measurement measure(
            CommandLine line,
            Session session,
            long length,
            Optional<? extends DataChannel> source,
            List<BitmapInfo> bitmaps)
            throws IOException {
        var format = line.value(TARGET_FORMAT).orElse("raw");
        BlockDriver<?> driver =
                session.platform()
                        .graph()
                        .driver(format)
                        .map(DriverInfo::driver)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Unknown file format '" + format + "'"));
        if (!(driver instanceof Measuring<?> measuring)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Block driver '" + format + "' does not support size measurement");
        }
        var options = options(line, Recipe.ofFormat(session, format));
        options.put("size", Long.toString(length));
        return measure(measuring, options, source, bitmaps);
    }

    private static Map<String, Object> options(CommandLine line, Recipe recipe)
            throws BlockException {
        try {
            var options = recipe.read(OptionTexts.parse(line.values(OPTIONS)));
            return new LinkedHashMap<>(recipe.modern(options));
        } catch (BlockException e) {
            throw e.hint("qemu-img: Invalid options for file format '" + recipe.format() + "'");
        }
    }

    private static <C extends Record> Measurement measure(
            Measuring<C> driver,
            Map<String, Object> options,
            Optional<? extends DataChannel> source,
            List<BitmapInfo> bitmaps)
            throws IOException {
        if (driver.createOptions().field("file").isPresent()) {
            options.put("file", "none"); // not opened
        }
        return driver.measure(
                driver.createOptions().read(options, ReadMode.LEGACY),
                source.map(channel -> channel),
                bitmaps);
    }

    private static void print(PrintStream out, Measurement measured, boolean json) {
        if (json) {
            var tree = new LinkedHashMap<String, Object>();
            measured.bitmaps().ifPresent(size -> tree.put("bitmaps", size));
            tree.put("required", measured.required());
            tree.put("fully-allocated", measured.fullyAllocated());
            out.println(Json.writePretty(tree));
            return;
        }
        out.println("required size: " + measured.required());
        out.println("fully allocated size: " + measured.fullyAllocated());
        measured.bitmaps().ifPresent(size -> out.println("bitmaps size: " + size));
    }
}
