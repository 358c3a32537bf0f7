package org.blockyard.graph;

import java.util.Map;

/** One step of a change of the graph; see {@link BlockGraph#apply}. */
public sealed interface GraphChange {
    /**
     * Opens a node.
     *
     * @param definition its options as a tree
     */
    record Add(Map<String, Object> definition) implements GraphChange {}

    /**
     * Closes a node that nobody holds.
     *
     * @param nodeName its name
     */
    record Remove(String nodeName) implements GraphChange {}

    /**
     * Puts one node in another's place: its parents and users now hold the new one. Parents that
     * the new node itself has below it stay where they are, so a filter can be put above a node,
     * and jobs stay with theirs. A node that no command added and nobody holds any more is closed.
     *
     * @param nodeName the node held until now
     * @param replacement the node held from now on
     */
    record Replace(String nodeName, String replacement) implements GraphChange {}

    /**
     * Takes a filter out that {@link BlockGraph#insert} put in: those who hold it hold the node
     * below it again, and it is closed.
     *
     * @param filterName the filter's node name
     * @since 1.1
     */
    record Extract(String filterName) implements GraphChange {}

    /**
     * Opens a node again under other options.
     *
     * @param definition all its options as a tree, {@code node-name} among them
     */
    record Reopen(Map<String, Object> definition) implements GraphChange {}
}
