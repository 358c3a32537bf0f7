package org.blockyard.job.mirror;

import java.util.Optional;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Which nodes a mirror's target may take the place of: the disk, and what it only filters, since
 * their readers see the same.
 */
final class Replaceable {
    private final BlockGraph graph;
    private final BlockNode source;

    Replaceable(BlockGraph graph, BlockNode source) {
        this.graph = graph;
        this.source = source;
    }

    /** Checks a node when the mirror is to begin. */
    void check(String name) throws BlockException {
        var node =
                graph.find(name)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Failed to find node with node-name='"
                                                        + name
                                                        + "'"));
        if (!is(node)) {
            throw wrong(
                    "Cannot replace '"
                            + name
                            + "' by a node mirrored from '"
                            + source.name()
                            + "', because it cannot be guaranteed that doing so would not lead to"
                            + " an abrupt change of visible data");
        }
        if (node.length() != source.length()) {
            throw wrong("cannot replace image with a mirror image of different size");
        }
    }

    /** Checks a node when the mirror is told to complete. */
    void checkThere(String name) throws BlockException {
        if (graph.find(name).isEmpty()) {
            throw new BlockException(ErrorKind.NOT_FOUND, "Node name '" + name + "' not found");
        }
    }

    /** Checks a node at the end. */
    void checkStill(String name, String target) throws BlockException {
        checkThere(name);
        if (!is(graph.find(name).orElseThrow())) {
            throw wrong(
                    "Can no longer replace '"
                            + name
                            + "' by '"
                            + target
                            + "', because it can no longer be guaranteed that doing so would not"
                            + " lead to an abrupt change of visible data");
        }
    }

    private boolean is(BlockNode node) {
        var at = Optional.of(source);
        while (at.isPresent() && at.get() != node) {
            at = Filters.filtered(at.get());
        }
        return at.isPresent();
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
