package org.blockyard.kernel.internal.export;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.LaneGroup;
import org.blockyard.graph.BlockNode;
import org.blockyard.platform.Platform;

/**
 * The iothreads that were chosen for nodes. A choice goes for all nodes that are connected with
 * that one, and is forgotten with it. Thread-safe.
 */
final class ChosenThreads {
    private final Platform platform;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<BlockNode, String> chosen = new WeakHashMap<>(); // a node may go at any time

    ChosenThreads(Platform platform) {
        this.platform = platform;
    }

    /** The id of the iothread that serves a node's exports which name none. */
    Optional<String> of(String nodeName) {
        var connected = connected(nodeName);
        lock.lock();
        try {
            return connected.stream()
                    .filter(chosen::containsKey)
                    .findFirst()
                    .map(chosen::get)
                    .filter(id -> platform.objects().find(id, LaneGroup.class).isPresent());
        } finally {
            lock.unlock();
        }
    }

    /** Replaces what was chosen for a node and those that are connected with it. */
    void choose(BlockNode node, Optional<String> ioThread) {
        var connected = connected(node.name());
        lock.lock();
        try {
            chosen.keySet().removeAll(connected);
            ioThread.ifPresent(id -> chosen.put(node, id));
        } finally {
            lock.unlock();
        }
    }

    /** A node, those above and below it, and what is connected with these; the nearest first. */
    Set<BlockNode> connected(String nodeName) {
        var connected = new LinkedHashSet<BlockNode>();
        var next = new ArrayDeque<BlockNode>();
        platform.graph().find(nodeName).ifPresent(next::add);
        while (!next.isEmpty()) {
            var node = next.remove();
            if (connected.add(node)) {
                node.children().forEach(edge -> next.add(edge.child()));
                for (var holder : node.holders()) {
                    if (holder.what().equals("node")) {
                        platform.graph().find(holder.name()).ifPresent(next::add);
                    }
                }
            }
        }
        return connected;
    }
}
