package org.blockyard.kernel.internal.node;

import java.util.OptionalLong;

/** Hears what happens to nodes. */
public interface NodeEvents {
    /** A node entered another state. */
    void stateChanged(Node node);

    /** A node's length may have changed. */
    void lengthChanged(Node node);

    /** A write ended so many bytes beyond the threshold that was waited for. */
    void thresholdExceeded(Node node, long amount, long threshold);

    /** A node's image contradicts itself. */
    void corrupted(
            Node node, String message, OptionalLong offset, OptionalLong length, boolean fatal);
}
