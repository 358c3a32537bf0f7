package org.blockyard.crypto.luks;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * A change of key slots, as {@code amend} takes it.
 *
 * @param state what the slots are to be afterwards
 * @param newSecret the password to add
 * @param oldSecret a password that opens the image, or whose slots are to be closed
 * @param keyslot the slot
 * @param iterTime milliseconds that trying the new password takes
 */
public record KeySlotOptions(
        @Option("Select new state of affected keyslots (active/inactive)") State state,
        @Option(
                        value = "New secret to set in the matching keyslots. Empty string to erase",
                        legacy = "new-secret")
                Optional<String> newSecret,
        @Option(value = "Select all keyslots that match this password", legacy = "old-secret")
                Optional<String> oldSecret,
        @Option("Select a single keyslot to modify explicitly") Optional<Integer> keyslot,
        @Option(value = "Time to spend in PBKDF in milliseconds", legacy = "iter-time", min = 1)
                Optional<Long> iterTime) {
    /** What a slot can be. */
    public enum State {
        /** It opens the image. */
        ACTIVE,
        /** It does not. */
        INACTIVE
    }
}
