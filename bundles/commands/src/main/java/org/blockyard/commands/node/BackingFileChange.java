package org.blockyard.commands.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.NodeLookup;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Rebasing;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.Edge;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Option;

/** {@code change-backing-file}: an image records another name of its backing file. */
final class BackingFileChange {
    private static final String BACKING = "backing";
    private static final String READ_ONLY = "read-only";

    private BackingFileChange() {}

    record Names(
            @Option("node at the top of the chain") String device,
            @Option("node of the image") String imageNodeName,
            @Option("name to record") String backingFile) {}

    static ManagementCommand command() {
        return Action.does(
                "change-backing-file",
                "Records another name of the backing file in an image. What is open stays as it is.",
                Names.class,
                (given, context) ->
                        context.platform().graph().exclusively(() -> change(given, context)));
    }

    private static Object change(Names given, CommandContext context) throws IOException {
        var platform = context.platform();
        var device = NodeLookup.root(platform, given.device());
        var image = NodeLookup.of(platform, Optional.empty(), Optional.of(given.imageNodeName()));
        var backing =
                image.child(BACKING)
                        .orElseThrow(
                                () ->
                                        refusal(
                                                "not allowing backing file change on an image"
                                                        + " without a backing file"));
        if (!chain(device).contains(image)) {
            throw refusal("'" + given.device() + "' and image file are not in the same chain");
        }
        NodeLookup.requireNoJob(platform, image);
        var readOnly = readOnly(image);
        reopen(platform.graph(), readOnly, false);
        try {
            return image.with(
                    Rebasing.class,
                    file -> {
                        file.recordBacking(
                                Optional.of(given.backingFile()), Optional.of(backing.driver()));
                        return image;
                    });
        } finally {
            reopen(platform.graph(), readOnly.reversed(), true);
        }
    }

    /** A node and those that are read through it where it has nothing of its own. */
    private static List<BlockNode> chain(BlockNode top) {
        var chain = new ArrayList<BlockNode>();
        var next = Optional.of(top);
        while (next.isPresent()) {
            chain.add(next.get());
            next = below(next.get());
        }
        return chain;
    }

    private static Optional<BlockNode> below(BlockNode node) {
        return node.filtered()
                .or(
                        () ->
                                node.children().stream()
                                        .filter(edge -> edge.roles().contains(ChildRole.COW))
                                        .findFirst())
                .map(Edge::child);
    }

    /** The image and the nodes of its file that can't be written now, the lowest first. */
    private static List<BlockNode> readOnly(BlockNode image) {
        var nodes = new ArrayList<BlockNode>();
        var next = Optional.of(image);
        while (next.isPresent() && next.get().readOnly()) {
            nodes.addFirst(next.get());
            next =
                    next.get().children().stream()
                            .filter(edge -> edge.roles().contains(ChildRole.PRIMARY))
                            .map(Edge::child)
                            .findFirst();
        }
        return nodes;
    }

    private static void reopen(BlockGraph graph, List<BlockNode> nodes, boolean readOnly)
            throws IOException {
        var changes = new ArrayList<GraphChange>();
        for (var node : nodes) {
            Map<String, Object> definition = new LinkedHashMap<>(node.definition());
            definition.put("node-name", node.name());
            definition.put(READ_ONLY, readOnly);
            // what is open stays open, whatever name is recorded by now
            node.child(BACKING).ifPresent(backing -> definition.put(BACKING, backing.name()));
            changes.add(new GraphChange.Reopen(definition));
        }
        graph.apply(changes);
    }

    private static BlockException refusal(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
