package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Patience;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Json;
import org.jspecify.annotations.Nullable;

/**
 * Declares the nodes that JSON files define; they wait for their drivers. While there is no graph
 * the files are kept in mind.
 */
final class NodeFiles implements FolderListener {
    private static final System.Logger LOG = System.getLogger(NodeFiles.class.getName());
    private static final int MOST_BYTES = 1 << 20;

    private final Reports reports;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Map<String, Object>> definitions = new TreeMap<>();
    private final Map<Path, String> declared = new HashMap<>();
    private final Map<Path, String> broken = new HashMap<>();
    private @Nullable BlockGraph graph;

    NodeFiles(Reports reports) {
        this.reports = reports;
    }

    /** Takes a graph into use and declares in it all that is defined. */
    void graph(BlockGraph now) {
        lock.lock();
        try {
            graph = now;
            declared.clear();
            definitions.keySet().forEach(this::declare);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a graph that is gone. */
    void noGraph() {
        lock.lock();
        try {
            graph = null;
            declared.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Set<Path> changed(FolderChange change) {
        lock.lock();
        try {
            change.vanished().forEach(this::vanished);
            change.appeared().forEach(this::read);
            change.changed().forEach(this::read);
            return Set.copyOf(broken.keySet());
        } finally {
            lock.unlock();
        }
    }

    private void vanished(Path file) {
        broken.remove(file);
        definitions.remove(file);
        var name = declared.remove(file);
        if (name != null) {
            remove(file, name);
        }
    }

    private void read(Path file) {
        if (!file.toString().endsWith(".json")) {
            return;
        }
        broken.remove(file);
        try {
            FolderTrust.checkFile(file);
            definitions.put(file, definition(file));
            declare(file);
        } catch (IOException e) {
            // may be half written: told when it stays so
            broken.put(file, Reasons.of(e));
        }
    }

    @Override
    public void givenUp(Path file) {
        lock.lock();
        try {
            var reason = broken.remove(file);
            if (reason != null) {
                reports.refused("", "", file, reason);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked") // trees have no other keys than text
    private static Map<String, Object> definition(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "it is larger than " + MOST_BYTES + " bytes");
        }
        var tree = Json.parse(new String(bytes, StandardCharsets.UTF_8));
        if (!(tree instanceof Map<?, ?> map) || !(map.get("node-name") instanceof String)) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "it is no node definition with a node-name");
        }
        return (Map<String, Object>) tree;
    }

    private void declare(Path file) {
        var target = graph;
        var definition = definitions.get(file);
        if (target == null || definition == null) {
            return;
        }
        var name = String.valueOf(definition.get("node-name"));
        try {
            var before = declared.get(file);
            if (name.equals(before) && reopened(target, definition)) {
                return;
            }
            if (before != null) {
                target.remove(before);
                declared.remove(file);
            }
            target.declare(definition, Patience.PATIENT);
            declared.put(file, name);
            LOG.log(System.Logger.Level.INFO, "declared node " + name + " from " + file);
        } catch (IOException e) {
            reports.refused(name, "", file, Reasons.of(e));
        }
    }

    /**
     * Whether a node that is there could be opened again under its new definition, keeping those
     * who hold it.
     */
    private static boolean reopened(BlockGraph graph, Map<String, Object> definition) {
        try {
            graph.apply(List.of(new GraphChange.Reopen(definition)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void remove(Path file, String name) {
        var target = graph;
        if (target == null) {
            return;
        }
        try {
            target.remove(name);
            LOG.log(System.Logger.Level.INFO, "removed node " + name + " of " + file);
        } catch (IOException e) {
            reports.refused(name, "", file, "its node stays: " + Reasons.of(e));
        }
    }
}
