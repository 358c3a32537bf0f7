package org.blockyard.option;

import java.util.Map;

/**
 * How an options record names a child: an existing node, a definition in place, or expressly
 * nothing.
 */
public sealed interface ChildRef {
    /**
     * An existing node.
     *
     * @param name its node name
     */
    record Node(String name) implements ChildRef {}

    /**
     * A node to be opened with its parent.
     *
     * @param definition its options as a tree, {@code driver} among them
     */
    record Inline(Map<String, Object> definition) implements ChildRef {}

    /** No child, even where the image names one (JSON {@code null}, or the empty string). */
    record None() implements ChildRef {}
}
