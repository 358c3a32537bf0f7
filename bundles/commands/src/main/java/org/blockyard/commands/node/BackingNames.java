package org.blockyard.commands.node;

import java.util.Optional;

/** Names of backing files as seen from the daemon. */
final class BackingNames {
    private BackingNames() {}

    /** The name from here of a backing file recorded in an image; empty where it can't be told. */
    static Optional<String> full(String image, String recorded) {
        if (recorded.startsWith("/") || hasPrefix(recorded)) {
            return Optional.of(recorded);
        }
        if (image.startsWith("json:") || image.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(image.substring(0, image.lastIndexOf('/') + 1) + recorded);
    }

    /** Whether a protocol's name stands before the rest: a colon before any slash. */
    private static boolean hasPrefix(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        return colon > 0 && (slash < 0 || colon < slash);
    }
}
