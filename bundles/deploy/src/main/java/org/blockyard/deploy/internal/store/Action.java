package org.blockyard.deploy.internal.store;

import java.util.Locale;
import java.util.Optional;

/** What was done with a bundle. */
public enum Action {
    /** It is at work in that version. */
    DEPLOYED,
    /** It is at work in the same version with another content. */
    UPDATED,
    /** A newer version has taken its place; its jar is kept for a while. */
    RETIRED,
    /** Its file was taken away, or a command removed it. */
    REMOVED,
    /** It was not let in. */
    REFUSED,
    /** It was let in, did not work, and was taken out again. */
    ROLLED_BACK;

    /** The word in the journal and in results of commands. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Action> of(String word) {
        for (var action : values()) {
            if (action.word().equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
