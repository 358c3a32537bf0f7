package org.blockyard.job;

import java.util.List;

/**
 * What a job that works on nodes has beyond others.
 *
 * @param nodes the names of the nodes that it holds, the one it was asked for first
 * @param speed the most bytes a second, 0 for any
 * @since 1.1
 */
public record BlockWork(List<String> nodes, long speed) {
    /** Work that nobody can change. */
    public BlockWork {
        nodes = List.copyOf(nodes);
    }
}
