package org.blockyard.kernel.internal.path;

import java.util.Optional;

/** Where an open device's layer leads to. */
public interface Links {
    /** The way to a child. */
    Optional<NodeChannel> child(String name);

    /** The way to the backing disk. */
    Optional<NodeChannel> backing();

    /** The node's own file name. */
    String fileName();
}
