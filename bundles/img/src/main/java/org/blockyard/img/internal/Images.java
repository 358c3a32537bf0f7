package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.ProbedRaw;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.OpenRequest;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** Opens images as the command line says, and closes them again at the end. */
final class Images implements AutoCloseable {
    private static final Set<Permission> SHARED =
            Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED);

    private final Platform platform;
    private final PrintStream err;
    private final Deque<BlockUser> users = new ArrayDeque<>();

    Images(Platform platform, CommandLine line, PrintStream err) throws IOException {
        this.platform = platform;
        this.err = err;
        for (var object : line.values(Flags.OBJECT)) {
            platform.objects().add(KeyValues.parse(object, Optional.of("qom-type")), ReadMode.TEXT);
        }
    }

    /** How an image is opened: builds the request step by step. */
    static final class Wanted {
        private final Map<String, Object> options = new HashMap<>();
        private final String name;
        private Optional<String> fileName;
        private boolean metadataOnly;
        private boolean noBacking;

        private Wanted(String name, boolean imageOpts) throws BlockException {
            this.name = name;
            if (imageOpts) {
                fileName = Optional.empty();
                options.putAll(KeyValues.parse(name, Optional.of("file")));
                legacyFileName();
            } else {
                fileName = Optional.of(name);
            }
        }

        /**
         * {@code file=NAME} is, in an option list, the node if it is one, and {@code filename=} the
         * file's name.
         */
        private void legacyFileName() {
            if (options.get("filename") instanceof String name && !options.containsKey("driver")) {
                options.remove("filename");
                fileName = Optional.of(name);
            }
            if (options.remove("format") instanceof String format) {
                options.putIfAbsent("driver", format);
            }
        }

        Wanted format(Optional<String> format) throws BlockException {
            if (format.isPresent() && fileName.isEmpty()) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        "--image-opts and --format are mutually exclusive");
            }
            format.ifPresent(f -> options.put("driver", f));
            return this;
        }

        Wanted readOnly() {
            options.put("read-only", true);
            return this;
        }

        Wanted forceShare(boolean yes) {
            if (yes) {
                options.put("force-share", true);
            }
            return this;
        }

        Wanted cache(CacheMode mode) {
            options.put("cache", mode.options());
            return this;
        }

        /** Takes over the names of secrets of which the image was made. */
        Wanted secrets(Map<String, Object> made) throws BlockException {
            var secrets = new HashMap<String, Object>();
            made.forEach(
                    (name, value) -> {
                        if (name.endsWith("key-secret")) {
                            secrets.put(name, value);
                        }
                    });
            options.putAll(KeyValues.nest(secrets));
            return this;
        }

        Wanted discard() {
            options.put("discard", "unmap");
            return this;
        }

        Wanted metadataOnly() {
            metadataOnly = true;
            return this;
        }

        Wanted noBacking() {
            noBacking = true;
            return this;
        }
    }

    /** Begins to describe an image to open. */
    static Wanted image(String name, CommandLine line) throws BlockException {
        return new Wanted(name, line.has(Flags.IMAGE_OPTS));
    }

    /** Describes the image of a subcommand, as its common options say. */
    static Wanted subject(String name, CommandLine line) throws BlockException {
        return image(name, line)
                .format(line.value(Flags.FORMAT))
                .forceShare(line.has(Flags.FORCE_SHARE));
    }

    /** Begins to describe an image to open by its file name. */
    static Wanted fileName(String name) throws BlockException {
        return new Wanted(name, false);
    }

    /** Begins to describe an image to open by an option list. */
    static Wanted optionList(String text) throws BlockException {
        return new Wanted(text, true);
    }

    /** Opens the node; it stays open until the tool ends. */
    BlockNode open(Wanted wanted) throws IOException {
        try {
            return openPlainly(wanted);
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Could not open '" + wanted.name + "': ");
        }
    }

    /** Opens the node; a failure says no more than what is wrong. */
    BlockNode openPlainly(Wanted wanted) throws IOException {
        var request =
                new OpenRequest(
                        wanted.fileName, wanted.options, wanted.metadataOnly, wanted.noBacking);
        var node = platform.graph().open(request);
        boolean formatSaid =
                wanted.options.containsKey("driver") || wanted.name.startsWith("json:");
        ProbedRaw.warn(node, formatSaid, err);
        return node;
    }

    /** Takes hold of a node to read it; nobody may change it meanwhile. */
    BlockUser reader(BlockNode node) throws IOException {
        return attach(node, Set.of(Permission.CONSISTENT_READ));
    }

    /** Takes hold of a node to write it; nobody else may change it meanwhile. */
    BlockUser writer(BlockNode node) throws IOException {
        return attach(
                node, Set.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE));
    }

    private BlockUser attach(BlockNode node, Set<Permission> wanted) throws IOException {
        return attach(node, wanted, SHARED);
    }

    /** Takes hold of a node. */
    BlockUser attach(BlockNode node, Set<Permission> wanted, Set<Permission> shared)
            throws IOException {
        var user =
                platform.graph()
                        .attach(node.name(), new UserRequest("tool", "img", wanted, shared));
        users.push(user);
        return user;
    }

    @Override
    public void close() {
        users.forEach(BlockUser::close);
    }
}
