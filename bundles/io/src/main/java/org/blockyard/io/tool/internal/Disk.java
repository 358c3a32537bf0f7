package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.Lane;
import org.blockyard.graph.OpenRequest;
import org.blockyard.graph.UserRequest;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** The disk that is open, if one is. */
final class Disk implements AutoCloseable {
    private static final Set<Permission> SHARED = Set.of(Permission.values());
    private static final Set<Permission> READING = Set.of(Permission.CONSISTENT_READ);
    private static final Set<Permission> WRITING =
            Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE);

    private static final String NODE = "disk";

    private final Platform platform;
    private @Nullable BlockUser user;
    private @Nullable Lane lane;
    private @Nullable Map<String, Object> definition;
    private boolean writethrough;

    Disk(Platform platform) {
        this.platform = platform;
    }

    Platform platform() {
        return platform;
    }

    /** Opens the file of an invocation under its options. */
    void open(Invocation how) throws IOException, CommandException {
        if (user != null) {
            throw CommandException.complaint("qemu-io: file open already, try 'help close'");
        }
        for (var object : how.values("object")) {
            platform.objects().add(KeyValues.parse(object, Optional.of("qom-type")), ReadMode.TEXT);
        }
        var options = new HashMap<String, Object>();
        how.value("format").ifPresent(f -> options.put("driver", f));
        for (var text : how.values("options")) {
            options.putAll(KeyValues.parse(text, Optional.empty()));
        }
        if (how.has("read-only")) {
            options.put("read-only", true);
        }
        if (how.has("force-share")) {
            options.put("force-share", true);
        }
        discard(how.value("discard"), options);
        cache(how.has("nocache") ? "none" : how.value("cache").orElse("writeback"), options);
        Optional<String> name = how.file();
        if (how.has("image-opts") && name.isPresent()) {
            options.putAll(KeyValues.parse(name.get(), Optional.empty()));
            name = Optional.empty();
        }
        options.putIfAbsent("node-name", NODE); // what is reopened needs a name
        var node = platform.graph().open(new OpenRequest(name, options, false, false));
        definition = node.definition();
        attach(node);
    }

    private static void discard(Optional<String> mode, Map<String, Object> options)
            throws CommandException {
        if (mode.isPresent()) {
            options.put(
                    "discard",
                    switch (mode.get()) {
                        case "ignore", "off" -> "ignore";
                        case "unmap", "on" -> "unmap";
                        default ->
                                throw CommandException.complaint(
                                        "qemu-io: Invalid discard option: " + mode.get());
                    });
        }
    }

    private void cache(String mode, Map<String, Object> options) throws CommandException {
        boolean direct = mode.equals("none") || mode.equals("off") || mode.equals("directsync");
        boolean unsafe = mode.equals("unsafe");
        writethrough = mode.equals("writethrough") || mode.equals("directsync");
        if (!direct && !unsafe && !writethrough && !mode.equals("writeback")) {
            throw CommandException.complaint("qemu-io: Invalid cache option: " + mode);
        }
        options.put("cache", Map.of("direct", direct, "no-flush", unsafe));
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

    /** Whether each write is to be flushed. */
    boolean writethrough() {
        return writethrough;
    }

    /** Opens the same disk again, read-only or for writing. */
    void reopen(Optional<Boolean> readOnly) throws IOException, CommandException {
        var node = user().node();
        var again = new HashMap<>(definition == null ? Map.of() : definition);
        again.put("node-name", node.name());
        readOnly.ifPresent(yes -> again.put("read-only", yes));
        if (readOnly.orElse(false)) {
            user().permissions(READING, SHARED);
        }
        platform.graph()
                .apply(java.util.List.of(new org.blockyard.graph.GraphChange.Reopen(again)));
        definition = again;
        if (!node.readOnly()) {
            user().permissions(WRITING, SHARED);
        }
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
            var name = user.node().name();
            user.close();
            user = null;
            platform.graph().remove(name);
        }
    }
}
