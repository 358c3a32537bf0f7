package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Overlay;
import org.blockyard.cli.ProbedRaw;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.graph.OpenRequest;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.tool.internal.Reopening.CacheMode;
import org.blockyard.option.KeyValues;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** The disk that is open, if one is. */
final class Disk implements AutoCloseable {
    private static final Set<Permission> SHARED = Set.of(Permission.values());
    private static final Set<Permission> READING = Set.of(Permission.CONSISTENT_READ);
    private static final Set<Permission> WRITING =
            Set.of(Permission.CONSISTENT_READ, Permission.WRITE);
    private static final Set<Permission> RESIZING =
            Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE);

    private static final String NODE = "disk";
    private static final String OVERLAY = "disk-overlay";

    private final Platform platform;
    private final PrintStream err;
    private final Deque<String> opened = new ArrayDeque<>();
    private @Nullable BlockUser user;
    private @Nullable Lane lane;
    private Map<String, Object> definition = Map.of();
    private boolean writethrough;
    private boolean copyOnRead;

    Disk(Platform platform, PrintStream err) {
        this.platform = platform;
        this.err = err;
    }

    Platform platform() {
        return platform;
    }

    /** Opens what a command line names under its options. */
    void open(CommandLine line) throws IOException, CommandException {
        if (user != null) {
            throw CommandException.complaint("qemu-io: file open already, try 'help close'");
        }
        var mode = line.has(Flags.NOCACHE) ? "none" : line.value(Flags.CACHE).orElse("writeback");
        var cache = CacheMode.of(mode);
        var options = options(line);
        options.put("cache", cache.options());
        boolean readOnly = line.has(Flags.READ_ONLY);
        boolean snapshot = line.has(Flags.SNAPSHOT) && !readOnly;
        if (snapshot) {
            options.put("read-only", true);
        }
        Optional<String> name = line.operands().stream().findFirst();
        try {
            checkAio(line, cache);
            if (line.has(Flags.COPY_ON_READ) && readOnly) {
                throw wrong("Can't use copy-on-read on read-only device");
            }
            if (line.has(Flags.IMAGE_OPTS) && name.isPresent()) {
                options.putAll(KeyValues.parse(name.get(), Optional.of("file")));
                open(Optional.empty(), options, snapshot);
            } else {
                open(name, options, snapshot);
            }
        } catch (IOException e) {
            var device = line.has(Flags.IMAGE_OPTS) ? "" : name.map(n -> " device " + n).orElse("");
            var failure = BlockException.of(e).prefix("can't open" + device + ": ");
            var hint = failure.hint().map(text -> "\n" + text).orElse("");
            throw CommandException.complaint("qemu-io: " + failure.sentence() + hint);
        }
        writethrough = cache.writethrough();
        copyOnRead = line.has(Flags.COPY_ON_READ);
    }

    private static Map<String, Object> options(CommandLine line)
            throws IOException, CommandException {
        var options = new HashMap<String, Object>();
        line.value(Flags.FORMAT).ifPresent(f -> options.put("driver", f));
        for (var text : line.values(Flags.OPTIONS)) {
            options.putAll(KeyValues.parse(text, Optional.empty()));
        }
        if (line.has(Flags.READ_ONLY)) {
            options.put("read-only", true);
        }
        if (line.has(Flags.FORCE_SHARE)) {
            options.put("force-share", true);
        }
        var discard = line.value(Flags.DISCARD);
        if (discard.isPresent()) {
            options.put("discard", discardMode(discard.get()));
        }
        options.putIfAbsent("discard", "unmap");
        return options;
    }

    private static String discardMode(String mode) throws CommandException {
        return switch (mode) {
            case "ignore", "off" -> "ignore";
            case "unmap", "on" -> "unmap";
            default -> throw CommandException.complaint("qemu-io: Invalid discard option: " + mode);
        };
    }

    private static void checkAio(CommandLine line, CacheMode cache)
            throws IOException, CommandException {
        var mode = line.has(Flags.NATIVE_AIO) ? "native" : line.value(Flags.AIO).orElse("threads");
        if (!List.of("threads", "native", "io_uring").contains(mode)) {
            throw CommandException.complaint("qemu-io: Invalid aio option: " + mode);
        }
        if (mode.equals("native") && !cache.direct()) {
            throw wrong(
                    "aio=native was specified, but it requires cache.direct=on, which was not specified.");
        }
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    private void open(Optional<String> name, Map<String, Object> options, boolean snapshot)
            throws IOException {
        options.putIfAbsent("node-name", NODE); // what is reopened needs a name
        try {
            var node = platform.graph().open(new OpenRequest(name, options, false, false));
            opened.push(node.name());
            boolean json = name.isPresent() && name.get().startsWith("json:");
            ProbedRaw.warn(node, json || options.containsKey("driver"), err);
            if (snapshot) {
                node = Overlay.over(platform, node, OVERLAY, Map.of());
                opened.push(node.name());
            }
            definition = node.definition();
            attach(node);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void attach(BlockNode node) throws IOException {
        var attached =
                platform.graph()
                        .attach(
                                node.name(),
                                new UserRequest(
                                        "tool", "io", node.readOnly() ? READING : WRITING, SHARED));
        user = attached;
        lane = attached.openLane();
    }

    /** The disk's lane. */
    Lane lane() throws CommandException {
        if (lane == null) {
            throw CommandException.complaint("no file open, try 'help open'");
        }
        return lane;
    }

    /** The disk's user. */
    BlockUser user() throws CommandException {
        lane();
        if (user == null) {
            throw CommandException.complaint("no file open, try 'help open'");
        }
        return user;
    }

    /**
     * Changes the length. Until then others may forbid that and the disk be written all the same.
     */
    void resize(long length, Preallocation preallocation) throws IOException, CommandException {
        if (!user().node().readOnly()) {
            user().permissions(RESIZING, SHARED);
        }
        user().resize(length, preallocation, false);
    }

    /** Whether each write is to be flushed. */
    boolean writethrough() {
        return writethrough;
    }

    /** Whether what is read from below is to be kept. */
    boolean copyOnRead() {
        return copyOnRead;
    }

    /** Opens the same disk again under changed options. */
    void reopen(Map<String, Object> changes, Optional<CacheMode> cache)
            throws IOException, CommandException {
        var node = user().node();
        var again = new HashMap<>(definition);
        again.put("node-name", node.name());
        again.putAll(changes);
        boolean becomesReadOnly = "true".equals(String.valueOf(changes.get("read-only")));
        if (becomesReadOnly || "on".equals(changes.get("read-only"))) {
            user().permissions(READING, SHARED);
        }
        try {
            platform.graph().apply(List.of(new GraphChange.Reopen(asText(again))));
            definition = again;
            writethrough = cache.map(CacheMode::writethrough).orElse(writethrough);
        } finally {
            if (!node.readOnly()) {
                user().permissions(WRITING, SHARED);
            }
        }
    }

    /** A tree of which all values are text, as the user's are: mixed with others they mean less. */
    private static Map<String, Object> asText(Map<?, ?> tree) {
        var text = new HashMap<String, Object>();
        tree.forEach((key, value) -> text.put(key.toString(), asText(value)));
        return text;
    }

    private static Object asText(Object value) {
        return switch (value) {
            case Map<?, ?> map -> asText(map);
            case List<?> list -> list.stream().map(Disk::asText).toList();
            case Boolean yes -> yes ? "on" : "off";
            default -> value.toString();
        };
    }

    @Override
    public void close() throws IOException {
        if (lane != null) {
            if (user != null && !user.node().readOnly()) {
                lane.flush();
            }
            lane.close();
            lane = null;
        }
        if (user != null) {
            user.close();
            user = null;
        }
        while (!opened.isEmpty()) {
            platform.graph().remove(opened.pop());
        }
    }
}
