package org.blockyard.deploy.internal.store;

import java.util.Locale;

/** By which way a bundle came. */
public enum Origin {
    /** A file in a deploy folder: with the file the bundle goes. */
    FOLDER,
    /** A command: it stays until a command removes it. */
    COMMAND,
    /** It is part of the product. */
    PRODUCT;

    /** The word in the journal and in results of commands. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Origin of(String word) {
        for (var origin : values()) {
            if (origin.word().equals(word)) {
                return origin;
            }
        }
        return COMMAND;
    }
}
