package org.blockyard.kernel.internal.node;

import java.util.Map;
import org.blockyard.graph.NodeOptions;

/**
 * What a node is opened from.
 *
 * @param tree all options as a tree that would open it again
 * @param options the common ones, read
 * @param special the driver's own, not yet read
 * @param guessed whether the format was only guessed to be plain bytes
 */
public record NodeDefinition(
        Map<String, Object> tree,
        NodeOptions options,
        Map<String, Object> special,
        boolean guessed) {}
