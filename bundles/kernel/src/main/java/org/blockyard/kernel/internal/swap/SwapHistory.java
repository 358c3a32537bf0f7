package org.blockyard.kernel.internal.swap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.node.Node;

/**
 * Which versions nodes had before. It keeps names and versions only, nothing of a driver.
 * Thread-safe.
 */
public final class SwapHistory {
    /** How many swaps of a node can be taken back. */
    private static final int DEEPEST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Node, Deque<Before>> steps = new LinkedHashMap<>();

    /**
     * What a node had before a swap.
     *
     * @param driver its driver
     * @param bundle the driver's bundle
     * @param version the bundle's version
     */
    public record Before(String driver, String bundle, String version) {
        /** What is told of a driver. */
        public static Before of(DriverInfo driver) {
            return new Before(driver.name(), driver.bundle(), driver.version());
        }
    }

    /** No swap yet. */
    public SwapHistory() {}

    /** A node left a version. */
    public void left(Node node, Before before) {
        lock.lock();
        try {
            var known = steps.computeIfAbsent(node, n -> new ArrayDeque<>());
            if (known.size() == DEEPEST) {
                known.removeLast();
            }
            known.push(before);
        } finally {
            lock.unlock();
        }
    }

    /** What a node had before its last swap. */
    public Optional<Before> last(Node node) {
        lock.lock();
        try {
            return Optional.ofNullable(steps.get(node)).map(Deque::peek);
        } finally {
            lock.unlock();
        }
    }

    /** The last swap of a node was taken back. */
    public void back(Node node) {
        lock.lock();
        try {
            var known = steps.get(node);
            if (known != null) {
                known.poll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The nodes that were switched from a version of a driver. */
    public List<Node> of(String driver) {
        lock.lock();
        try {
            var nodes = new ArrayList<Node>();
            steps.keySet().stream()
                    .filter(node -> last(node).filter(b -> b.driver().equals(driver)).isPresent())
                    .forEach(nodes::add);
            return nodes;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all nodes but these. */
    public void keep(Collection<Node> present) {
        lock.lock();
        try {
            steps.keySet().retainAll(present);
        } finally {
            lock.unlock();
        }
    }
}
