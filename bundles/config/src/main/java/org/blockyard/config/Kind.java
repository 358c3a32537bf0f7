package org.blockyard.config;

import java.util.Locale;

/** What is kept, in the order in which it is brought back; each kind has a folder of its own. */
enum Kind {
    /** Objects, as {@code object-add} takes them. */
    OBJECTS,
    /** Nodes, as {@code blockdev-add} takes them. */
    NODES,
    /** Servers that exports share, as the commands that start them. */
    SERVERS,
    /** Exports, as {@code block-export-add} takes them. */
    EXPORTS,
    /** Jobs, as the commands that start them. */
    JOBS;

    /** The name of its folder. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
