package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.graph.DrainedSection;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * A drained section: parents first, each node's gate is held, its requests in flight awaited and
 * its own activity stopped, so that what a parent still has to do can pass below.
 */
public final class Drain implements DrainedSection {
    private final @Nullable Thread owner;
    private final Haste haste;
    private final Deque<Node> held = new ArrayDeque<>();
    private final Map<Node, Incarnation> quiesced = new HashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();

    private Drain(@Nullable Thread owner, Haste haste) {
        this.owner = owner;
        this.haste = haste;
    }

    /** Drains nodes and all above them, for the calling thread, whose own requests pass. */
    public static Drain begin(Collection<Node> nodes) throws IOException {
        return begin(nodes, Node.CONTROL_WAIT, Thread.currentThread());
    }

    /**
     * Drains nodes and all above them.
     *
     * @param limit the longest wait for requests in flight
     * @param owner whose requests pass nevertheless, or null for nobody's
     * @throws BlockException of kind {@code TIMEOUT} if requests do not end; nothing is held then
     */
    public static Drain begin(Collection<Node> nodes, Duration limit, @Nullable Thread owner)
            throws IOException {
        var all = withParents(nodes);
        var drain = new Drain(owner, Haste.at(all));
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (var node : all) {
                drain.hold(node, end);
            }
        } catch (Throwable t) {
            drain.close();
            throw t;
        }
        return drain;
    }

    private void hold(Node node, long end) throws IOException {
        node.gate().takePeak();
        node.gate().hold(owner);
        held.push(node);
        if (!node.gate().awaitQuiet(false, Math.max(0, end - System.nanoTime()))) {
            throw new BlockException(
                            ErrorKind.TIMEOUT,
                            "node '" + node.name() + "' has requests that do not end")
                    .inNode(node.name());
        }
        var open = node.incarnation();
        if (open.isPresent()) {
            open.get().quiesce(Math.max(0, end - System.nanoTime()));
            quiesced.put(node, open.get());
        }
    }

    @Override
    public void close() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        for (var node : held) {
            var before = quiesced.get(node);
            // an instance that was closed meanwhile is past resuming, and its successor was never
            // stopped
            if (before != null && node.incarnation().equals(Optional.of(before))) {
                before.resume();
            }
            node.gate().release(owner);
        }
        haste.close();
    }

    /** The most requests that waited at once at these gates since the section began. */
    public int peak() {
        return held.stream().mapToInt(node -> node.gate().takePeak()).sum();
    }

    /** The most requests that waited at once before a node and those above it. */
    public static int peak(Node node) {
        return withParents(List.of(node)).stream().mapToInt(n -> n.gate().takePeak()).sum();
    }

    /** Nodes and all above them, parents before children. */
    public static List<Node> withParents(Collection<Node> nodes) {
        var order = new LinkedHashSet<Node>();
        for (var node : nodes) {
            climb(node, order);
        }
        return new ArrayList<>(order);
    }

    private static void climb(Node node, Set<Node> order) {
        if (order.contains(node)) {
            return;
        }
        for (var hold : node.holds()) {
            hold.parent().ifPresent(parent -> climb(parent, order));
        }
        order.add(node);
    }
}
