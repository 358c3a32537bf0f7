package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.RecordedChild;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;
import org.blockyard.option.ReadMode;

/**
 * One attempt to open a node and all that comes with it; if it fails nothing stays. Used with
 * changes locked.
 */
final class OpenSession {
    /**
     * How deep implicit children may lie in each other, so that an image that backs itself ends.
     */
    private static final int DEEPEST = 200;

    final Graph graph;
    final ReadMode mode;
    final boolean metadataOnly;
    final boolean noBacking;
    private final NameResolver names;
    private final ProbeSelection probing;
    private final NodeLife life;
    private final List<Node> created = new CopyOnWriteArrayList<>();
    private Optional<Duration> limit = Optional.empty();
    private int depth;

    OpenSession(Graph graph, ReadMode mode, boolean metadataOnly, boolean noBacking) {
        this.graph = graph;
        this.mode = mode;
        this.metadataOnly = metadataOnly;
        this.noBacking = noBacking;
        this.names = new NameResolver(graph.parts.drivers());
        this.probing = new ProbeSelection(graph.parts.drivers());
        this.life = new NodeLife(graph);
    }

    /** Has the next node that it opens, with all below it, opened within a time. */
    void within(Duration longest) {
        limit = Optional.of(longest);
    }

    /** The time for the node that is opened now; those below it share it. */
    Optional<Duration> takeLimit() {
        var taken = limit;
        limit = Optional.empty();
        return taken;
    }

    /** Opens a node from its definition, with what it inherits in it. */
    Node open(Map<String, Object> definition) throws IOException {
        return open(definition, false);
    }

    private Node open(Map<String, Object> given, boolean guessed) throws IOException {
        var tree = Definitions.nested(given);
        if (!tree.containsKey("driver") && tree.get("filename") instanceof String name) {
            tree.remove("filename");
            names.protocol(name).forEach(tree::putIfAbsent);
        }
        var definition = Definitions.read(tree, mode, guessed);
        require(definition.options().driver());
        if (++depth > DEEPEST) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "images refer to each other too deeply");
        }
        int mark = created.size();
        try {
            var node = newNode(definition);
            return bringUp(node, driver(node), guessed);
        } catch (Throwable t) {
            abort(mark);
            throw t;
        } finally {
            depth--;
        }
    }

    private Node newNode(NodeDefinition definition) throws BlockException {
        var name = definition.options().nodeName().orElseGet(graph.table::makeUp);
        var node = graph.node(name, definition);
        graph.table.add(node);
        created.add(node);
        return node;
    }

    private Node bringUp(Node node, DriverInfo driver, boolean guessed) throws IOException {
        life.open(this, node, driver, Reuse.nothing());
        if (guessed && !node.readOnly()) {
            Graph.LOG.log(
                    Level.WARNING,
                    "Image format was not specified for '"
                            + node.fileName()
                            + "' and probing guessed "
                            + driver.name()
                            + ". Automatically detecting the format is dangerous for such images, write operations on "
                            + "block 0 will be restricted. Specify the format explicitly to remove the restrictions.");
        }
        return node;
    }

    /** The guard that a node's definition asks for. */
    Optional<org.blockyard.kernel.internal.path.FirstSectorGuard> guard(Node node) {
        return node.opening().guessed() && !node.readOnly()
                ? Optional.of(probing.guard(node.driver()))
                : Optional.empty();
    }

    private DriverInfo driver(Node node) throws BlockException {
        return graph.driverFor(node)
                .orElseThrow(() -> new BlockException(ErrorKind.NOT_FOUND, Graph.missingPin(node)));
    }

    private DriverInfo require(String name) throws BlockException {
        return graph.parts
                .drivers()
                .preferred(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "Unknown driver '" + name + "'"));
    }

    /**
     * Opens a disk by file name and options, as the tools and backing files do: the protocol by the
     * name, the format on top.
     */
    Node openImage(Optional<String> fileName, Map<String, Object> options) throws IOException {
        var tree = Definitions.nested(options);
        Optional<String> name = fileName;
        if (name.isPresent() && NameResolver.isJson(name.get())) {
            NameResolver.json(name.get()).forEach(tree::putIfAbsent);
            name = Optional.empty();
        }
        if (name.isEmpty()
                && !tree.containsKey("driver")
                && tree.remove("filename") instanceof String own) {
            name = Optional.of(own);
        }
        Optional<DriverInfo> driver =
                tree.get("driver") instanceof String word
                        ? Optional.of(require(word))
                        : Optional.empty();
        if (driver.isPresent() && driver.get().kind() == DriverKind.PROTOCOL) {
            return open(name.isPresent() ? named(name.get(), tree) : tree);
        }
        if (name.isPresent()) {
            Map<String, Object> file = new LinkedHashMap<>(names.protocol(name.get()));
            if (tree.get("file") instanceof Map<?, ?> own) {
                own.forEach((key, value) -> file.put(String.valueOf(key), value));
            }
            if (!(tree.get("file") instanceof String)) {
                tree.put("file", file);
            }
        }
        return driver.isPresent() ? open(tree) : openProbed(tree);
    }

    private Map<String, Object> named(String name, Map<String, Object> tree) throws BlockException {
        Map<String, Object> whole = new LinkedHashMap<>(tree);
        names.protocol(name).forEach(whole::putIfAbsent);
        return whole;
    }

    private Node openProbed(Map<String, Object> tree) throws IOException {
        Map<String, Object> trial = new LinkedHashMap<>(tree);
        trial.put("driver", "probed");
        var common = Definitions.read(trial, mode, false).options();
        var said = tree.get("file");
        if (said == null) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Must specify either driver or file");
        }
        var roles = Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
        int mark = created.size();
        try {
            Map<String, Object> inherited = Map.of();
            Node file;
            if (said instanceof Map<?, ?> map) {
                Map<String, Object> definition = new LinkedHashMap<>();
                map.forEach((key, value) -> definition.put(String.valueOf(key), value));
                inherited = Definitions.inherit(definition, common, common.readOnly(), roles);
                file = open(inherited);
            } else {
                file = graph.table.require(String.valueOf(said));
            }
            var winner = probing.probe(file);
            Map<String, Object> whole = new LinkedHashMap<>(tree);
            whole.put("driver", winner.driver().name());
            var definition = Definitions.read(whole, mode, winner.guessed());
            if (++depth > DEEPEST) {
                throw new BlockException(
                        ErrorKind.INVALID_FORMAT, "images refer to each other too deeply");
            }
            try {
                var node = newNode(definition);
                life.open(this, node, winner.driver(), Reuse.opened("file", inherited, file));
                return node;
            } finally {
                depth--;
            }
        } catch (Throwable t) {
            abort(mark);
            throw t;
        }
    }

    /** The definition that a child recorded in an image means; not yet with what it inherits. */
    ImplicitChild implicit(RecordedChild recorded, String image, Set<ChildRole> roles)
            throws BlockException {
        Map<String, Object> options = new LinkedHashMap<>();
        recorded.format().ifPresent(format -> options.put("driver", format));
        var name = recorded.fileName();
        if (!roles.contains(ChildRole.COW)) {
            // anything but a backing file is a path and nothing else: the image must not choose a
            // protocol
            options.put("filename", NameResolver.combinePath(image, name));
            return new ImplicitChild(Optional.empty(), options);
        }
        return NameResolver.isJson(name)
                ? new ImplicitChild(Optional.of(name), options)
                : new ImplicitChild(Optional.of(NameResolver.combine(image, name)), options);
    }

    /** A child by the name that an image gives, or, without one, as the options say. */
    record ImplicitChild(Optional<String> fileName, Map<String, Object> options) {}

    /** Opens what {@link #implicit} found, with what it inherits in the options. */
    Node openImplicit(ImplicitChild child, Map<String, Object> inherited) throws IOException {
        if (child.fileName().isPresent()) {
            return openImage(child.fileName(), inherited);
        }
        Map<String, Object> tree = new LinkedHashMap<>(inherited);
        var path = String.valueOf(tree.remove("filename"));
        Map<String, Object> file = names.path(path);
        if (tree.get("driver") instanceof String) {
            tree.put("file", file);
            return openImage(Optional.empty(), tree);
        }
        tree.putAll(file);
        return open(tree);
    }

    /**
     * Lets an edge go that its parent's next instance does not want, with the child if nobody else
     * holds it.
     */
    void release(Hold edge) {
        life.release(edge);
    }

    /** Closes what was opened for somebody who had been given up meanwhile. */
    void tooLate(Node child) {
        graph.changes.lock();
        try {
            if (created.remove(child)) {
                life.discard(child);
            }
        } finally {
            graph.changes.unlock();
        }
    }

    /** Closes what was opened, newest first. */
    void abort() {
        abort(0);
    }

    private void abort(int mark) {
        while (created.size() > mark) {
            life.discard(created.removeLast());
        }
    }
}
