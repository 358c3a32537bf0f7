package org.blockyard.graph;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The graph of nodes. Every change is a transaction: permissions are checked over the nodes
 * concerned, then all of it happens or nothing. Thread-safe; changes are made one after the other.
 * Failures are {@link org.blockyard.io.BlockException}s.
 */
@ProviderType
public interface BlockGraph {
    /** Opens a node from its definition ({@code blockdev-add}); {@code node-name} must be in it. */
    BlockNode add(Map<String, Object> definition) throws IOException;

    /**
     * Declares a node; a patient one may wait for its driver and children and is opened when they
     * come.
     */
    BlockNode declare(Map<String, Object> definition, Patience patience) throws IOException;

    /**
     * Opens a node by file name, probing the format where none is given ({@code img}, {@code nbd},
     * {@code io}).
     */
    BlockNode open(OpenRequest request) throws IOException;

    /**
     * Closes a node that a command added and nobody holds, with the unnamed nodes below it ({@code
     * blockdev-del}).
     */
    void remove(String nodeName) throws IOException;

    /** Makes several changes, all or none, with the nodes concerned drained. */
    void apply(List<GraphChange> changes) throws IOException;

    /**
     * Does something that takes several changes or looks, with no other thread changing the graph
     * meanwhile. Changes that the work makes on this thread are made as ever; undoing them is the
     * work's.
     *
     * @since 1.1
     */
    <R> R exclusively(Work<R> work) throws IOException;

    /**
     * Makes several changes, all or none, that can still be undone; for a step of a transaction.
     * Only within {@link #exclusively}, by the same thread, which also ends it.
     *
     * @since 1.1
     */
    PreparedChange prepare(List<GraphChange> changes) throws IOException;

    /**
     * What is done while nobody else changes the graph.
     *
     * @param <R> the result
     * @since 1.1
     */
    @FunctionalInterface
    interface Work<R> {
        /** Does it. */
        R run() throws IOException;
    }

    /**
     * Opens a filter above a node, for a job: those who hold the node hold the filter from now on,
     * with no request in flight at that moment. It belongs to whoever put it in: no command can
     * remove it, only {@link GraphChange.Extract} takes it out.
     *
     * @param definition the filter's options as a tree; one of its children is the node, by its
     *     name. Without {@code node-name} a name is made up
     * @return the filter
     * @since 1.1
     */
    BlockNode insert(String nodeName, Map<String, Object> definition) throws IOException;

    /**
     * Has something done after each change that may lead requests to another image, or open one in
     * another way, by the thread that makes the change: before any request goes on that the change
     * has held. What is written down of the graph then is older than all that is written through
     * it. It must be done soon, and must not change the graph.
     *
     * @return ends that
     * @since 1.1
     */
    AutoCloseable onChange(Runnable deed);

    /** The node of that name. */
    Optional<BlockNode> find(String nodeName);

    /** The node of that name, or an error that says there is none. */
    BlockNode require(String nodeName) throws IOException;

    /** All nodes, oldest first. */
    List<BlockNode> nodes();

    /** Takes hold of a node. */
    BlockUser attach(String nodeName, UserRequest request) throws IOException;

    /**
     * Changes a node's length on behalf of an operator; refused where a holder does not share
     * RESIZE.
     */
    void resize(String nodeName, long length, Preallocation preallocation) throws IOException;

    /**
     * Waits until nothing is in flight on the nodes and their parents, flushes nothing, and holds
     * new requests.
     */
    DrainedSection drain(Collection<String> nodeNames) throws IOException;

    /** Activates or inactivates a node (all nodes if none is named). */
    void active(Optional<String> nodeName, boolean active) throws IOException;

    /**
     * Makes a new image ({@code blockdev-create}).
     *
     * @param options creation options as a JSON tree, {@code driver} among them
     */
    void create(Map<String, Object> options, Progress progress) throws IOException;

    /**
     * Makes a new image by name, the protocol's file first, as {@code img create} does; options are
     * the driver's by legacy name.
     */
    void create(
            String fileName, String format, Map<String, Object> legacyOptions, Progress progress)
            throws IOException;

    /** The drivers present now, newest version of each name first. */
    List<DriverInfo> drivers();

    /** The driver that a new node of that name would get. */
    Optional<DriverInfo> driver(String name);
}
