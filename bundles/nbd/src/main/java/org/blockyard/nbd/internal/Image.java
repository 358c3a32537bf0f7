package org.blockyard.nbd.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.Overlay;
import org.blockyard.cli.SnapshotChoice;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.OpenRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.platform.Platform;

/** The image that the command line names, and how it is to be opened. */
final class Image {
    private static final String PART = "nbd-part";
    private static final String OVERLAY = "nbd-overlay";

    private final String name;
    private final Map<String, Object> options = new HashMap<>();
    private final boolean imageOpts;
    private final long offset;
    private final boolean writethrough;
    private final boolean overlay;
    private final Optional<String> snapshot;

    private Image(CommandLine line) throws BlockException {
        if (line.operands().size() != 1) {
            throw CommandLine.usage(
                    line.operands().isEmpty() ? "a file is needed" : "only one file can be served");
        }
        name = line.operands().getFirst();
        imageOpts = line.has(Flag.IMAGE_OPTS);
        if (imageOpts && line.has(Flag.FORMAT)) {
            throw CommandLine.usage("--image-opts and -f are mutually exclusive");
        }
        offset = line.number(Flag.OFFSET, 0, Long.MAX_VALUE);
        line.value(Flag.FORMAT).ifPresent(format -> options.put("driver", format));
        snapshot = line.value(Flag.LOAD_SNAPSHOT);
        overlay = line.has(Flag.SNAPSHOT) && !line.has(Flag.READ_ONLY) && snapshot.isEmpty();
        if (line.has(Flag.READ_ONLY) || overlay || snapshot.isPresent()) {
            options.put("read-only", true);
        }
        discard(line);
        choice(line, Flag.AIO, "threads", "native", "io_uring");
        writethrough = cache(line);
    }

    static Image of(CommandLine line) throws BlockException {
        return new Image(line);
    }

    private void discard(CommandLine line) throws BlockException {
        var discard = choice(line, Flag.DISCARD, "ignore", "off", "unmap", "on");
        boolean unmap =
                discard.filter(word -> word.equals("unmap") || word.equals("on")).isPresent();
        options.put("discard", unmap ? "unmap" : "ignore");
        var zeroes = choice(line, Flag.DETECT_ZEROES, "off", "on", "unmap");
        if (!unmap && zeroes.filter("unmap"::equals).isPresent()) {
            throw CommandLine.usage(
                    "setting detect-zeroes to unmap is not allowed without setting discard operation to unmap");
        }
        zeroes.ifPresent(word -> options.put("detect-zeroes", word));
    }

    /** Whether each write is flushed. */
    private boolean cache(CommandLine line) throws BlockException {
        if (line.has(Flag.NOCACHE) && line.has(Flag.CACHE)) {
            throw CommandLine.usage("-n and --cache can only be specified once");
        }
        var mode =
                line.has(Flag.NOCACHE)
                        ? "none"
                        : choice(
                                        line,
                                        Flag.CACHE,
                                        "none",
                                        "off",
                                        "writeback",
                                        "writethrough",
                                        "directsync",
                                        "unsafe")
                                .orElse("writeback");
        boolean direct = List.of("none", "off", "directsync").contains(mode);
        options.put("cache", Map.of("direct", direct, "no-flush", mode.equals("unsafe")));
        return mode.equals("writethrough") || mode.equals("directsync");
    }

    private static Optional<String> choice(CommandLine line, Flag flag, String... words)
            throws BlockException {
        var value = line.value(flag);
        if (value.isPresent() && !List.of(words).contains(value.get())) {
            throw CommandLine.usage(
                    "invalid value of --" + flag.word() + ": '" + value.get() + "'");
        }
        return value;
    }

    /** Whether each write is to be flushed. */
    boolean writethrough() {
        return writethrough;
    }

    /** Opens it. */
    BlockNode open(Platform platform) throws IOException {
        var all = new HashMap<>(options);
        Optional<String> fileName = Optional.of(name);
        if (imageOpts) {
            all.putAll(KeyValues.parse(name, Optional.empty()));
            fileName = Optional.empty();
        }
        BlockNode node;
        try {
            node = platform.graph().open(new OpenRequest(fileName, all, false, false));
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Failed to open '" + name + "': ");
        }
        if (snapshot.isPresent()) {
            SnapshotChoice.show(node, snapshot.get());
        }
        if (overlay) {
            node = Overlay.over(platform, node, OVERLAY, Map.of());
        }
        return offset == 0 ? node : part(platform, node);
    }

    /** The image from the offset on. */
    private BlockNode part(Platform platform, BlockNode node) throws IOException {
        if (offset >= node.length()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Offset ("
                            + offset
                            + ") has to be smaller than the image size ("
                            + node.length()
                            + ")");
        }
        return platform.graph()
                .add(
                        Map.of(
                                "driver",
                                "raw",
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
