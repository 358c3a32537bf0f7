package org.blockyard.nbd.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Overlay;
import org.blockyard.cli.SnapshotChoice;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.OpenRequest;
import org.blockyard.io.BlockException;
import org.blockyard.option.KeyValues;
import org.blockyard.platform.Platform;

/** The image that the command line names, and how it is to be opened. */
final class Image {
    private static final String PART = "nbd-part";
    private static final String RAW = "raw";
    private static final String OVERLAY = "nbd-overlay";

    private final String name;
    private final Map<String, Object> options = new HashMap<>();
    private final boolean imageOpts;
    private final long offset;
    private final Caching caching;
    private final boolean nativeAio;
    private final boolean overlay;
    private final Optional<String> snapshot;

    private Image(CommandLine line) {
        name = line.operands().getFirst();
        imageOpts = line.has(Flags.IMAGE_OPTS);
        offset = Options.number(line, Flags.OFFSET, 0);
        line.value(Flags.FORMAT).ifPresent(format -> options.put("driver", format));
        snapshot = line.value(Flags.LOAD_SNAPSHOT);
        overlay = line.has(Flags.SNAPSHOT) && !line.has(Flags.READ_ONLY) && snapshot.isEmpty();
        if (line.has(Flags.READ_ONLY) || overlay || snapshot.isPresent()) {
            options.put("read-only", true);
        }
        boolean unmap = line.value(Flags.DISCARD).filter(Options::isUnmap).isPresent();
        options.put("discard", unmap ? "unmap" : "ignore");
        line.value(Flags.DETECT_ZEROES).ifPresent(word -> options.put("detect-zeroes", word));
        nativeAio = line.value(Flags.AIO).filter("native"::equals).isPresent();
        caching = caching(line);
        options.put("cache", Map.of("direct", caching.direct(), "no-flush", caching.noFlush()));
    }

    /** The image of a command line that is known to be good. */
    static Image of(CommandLine line) {
        return new Image(line);
    }

    private static Caching caching(CommandLine line) {
        var mode = line.has(Flags.NOCACHE) ? "none" : line.value(Flags.CACHE).orElse("writeback");
        return Caching.find(mode).orElseThrow();
    }

    /** Whether each write is to be flushed. */
    boolean writethrough() {
        return caching.writethrough();
    }

    /** Opens it; says so if its format is a guess that is a risk. */
    BlockNode open(Platform platform, PrintStream err) throws IOException {
        var all = new HashMap<>(options);
        Optional<String> fileName = Optional.of(name);
        if (imageOpts) {
            all.putAll(KeyValues.parse(name, Optional.empty()));
            fileName = Optional.empty();
        }
        BlockNode node;
        try {
            if (nativeAio && !caching.direct()) {
                throw Options.wrong(
                        "aio=native was specified, but it requires cache.direct=on, which was not"
                                + " specified.");
            }
            node = platform.graph().open(new OpenRequest(fileName, all, false, false));
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Failed to blk_new_open '" + name + "': ");
        }
        if (!all.containsKey("driver") && node.driver().equals(RAW) && !node.readOnly()) {
            warnOfGuess(err);
        }
        if (snapshot.isPresent()) {
            SnapshotChoice.show(node, snapshot.get());
        }
        if (overlay) {
            node = Overlay.over(platform, node, OVERLAY, Map.of());
        }
        return offset == 0 ? node : part(platform, node);
    }

    private void warnOfGuess(PrintStream err) {
        err.println(
                "WARNING: Image format was not specified for '"
                        + name
                        + "' and probing guessed raw.\n"
                        + "         Automatically detecting the format is dangerous for raw images,"
                        + " write operations on block 0 will be restricted.\n"
                        + "         Specify the 'raw' format explicitly to remove the"
                        + " restrictions.");
    }

    /** The image from the offset on. */
    private BlockNode part(Platform platform, BlockNode node) throws IOException {
        if (offset < 0) {
            throw Options.wrong("Value '" + offset + "' is out of range for parameter 'offset'");
        }
        if (offset > node.length()) {
            throw Options.wrong(
                    "Offset ("
                            + offset
                            + ") cannot be greater than size of the containing file ("
                            + node.length()
                            + ")");
        }
        return platform.graph()
                .add(
                        Map.of(
                                "driver",
                                RAW,
                                "node-name",
                                PART,
                                "offset",
                                offset,
                                "read-only",
                                node.readOnly(),
                                "discard",
                                "unmap",
                                "file",
                                node.name()));
    }
}
