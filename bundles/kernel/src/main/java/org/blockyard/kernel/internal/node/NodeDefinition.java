package org.blockyard.kernel.internal.node;

import java.util.Map;
import org.blockyard.graph.NodeOptions;
import org.blockyard.option.ReadMode;

/**
 * What a node is opened from.
 *
 * @param tree all options as a tree that would open it again
 * @param options the common ones, read
 * @param special the driver's own, not yet read
 * @param mode how values of the driver's own options are written
 * @param guessed whether the format was only guessed to be plain bytes
 */
public record NodeDefinition(
        Map<String, Object> tree,
        NodeOptions options,
        Map<String, Object> special,
        ReadMode mode,
        boolean guessed) {}
