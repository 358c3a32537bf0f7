package org.blockyard.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.blockyard.export.Restartable;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.platform.Platform;

/** What a platform has now that can be kept. */
final class PresentState {
    private final Platform platform;
    private final SortedMap<Entry, Definition> found = new TreeMap<>();

    private PresentState(Platform platform) {
        this.platform = platform;
    }

    /** Looks at all that is there. */
    static SortedMap<Entry, Definition> of(Platform platform, StartedJobs jobs) {
        var state = new PresentState(platform);
        state.addObjects();
        state.addNodes();
        state.addServers();
        state.addExports();
        jobs.atWork(platform).forEach((id, job) -> state.found.put(new Entry(Kind.JOBS, id), job));
        return state.found;
    }

    private void addObjects() {
        platform.objects()
                .definitions()
                .forEach(
                        (id, tree) -> found.put(new Entry(Kind.OBJECTS, id), new Definition(tree)));
    }

    private void addNodes() {
        for (var node : platform.graph().nodes()) {
            if (node.monitorOwned() && node.named()) {
                var tree = new LinkedHashMap<>(node.definition());
                tree.put("node-name", node.name());
                node.children().forEach(edge -> lookThroughJobs(edge, tree));
                found.put(new Entry(Kind.NODES, node.name()), Definition.of(tree));
            }
        }
    }

    /** Names the child that is there when no job has put a filter between. */
    private static void lookThroughJobs(Edge edge, Map<String, Object> tree) {
        if (edge.child().name().equals(tree.get(edge.name()))) {
            tree.put(edge.name(), lasting(edge.child()).name());
        }
    }

    /** The node itself, or what is below the filters that jobs have put there. */
    private static BlockNode lasting(BlockNode node) {
        return node.monitorOwned()
                ? node
                : node.filtered().map(edge -> lasting(edge.child())).orElse(node);
    }

    private void addServers() {
        for (var type : platform.exports().types()) {
            if (type instanceof Restartable server) {
                for (var call : server.restart()) {
                    found.put(
                            new Entry(Kind.SERVERS, call.command()),
                            Definition.command(call.command(), call.arguments()));
                }
            }
        }
    }

    private void addExports() {
        platform.exports()
                .definitions()
                .forEach(
                        (id, definition) -> {
                            var tree = new LinkedHashMap<>(definition);
                            platform.graph()
                                    .find(String.valueOf(tree.get("node-name")))
                                    .ifPresent(node -> tree.put("node-name", lasting(node).name()));
                            found.put(new Entry(Kind.EXPORTS, id), Definition.of(tree));
                        });
    }
}
