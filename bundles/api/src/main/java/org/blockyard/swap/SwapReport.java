package org.blockyard.swap;

import java.util.List;

/**
 * What became of a swap.
 *
 * @param driver the driver's name
 * @param version the version switched to
 * @param nodes each node that was asked for, in the order of the switching
 */
public record SwapReport(String driver, String version, List<NodeSwap> nodes) {
    /** Whether every node has the version now, but for those that are pinned to another. */
    public boolean complete() {
        return nodes.stream()
                .noneMatch(
                        node ->
                                node.outcome() == NodeSwap.Outcome.REFUSED
                                        || node.outcome() == NodeSwap.Outcome.NOT_REACHED);
    }
}
