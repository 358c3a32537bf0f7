package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.crypto.luks.KeySlotOptions;
import org.blockyard.option.Option;

/**
 * A change of an encrypted image's key slots.
 *
 * @param format how the image is encrypted; only that which it is
 * @param slots the change
 */
public record Qcow2SlotOptions(
        @Option("Encryption of the image; by default what it is") Optional<Format> format,
        @Option(value = "The change", flat = true) KeySlotOptions slots) {
    /** The kinds of encryption, by their names in changes. */
    public enum Format {
        /** AES-128-CBC, which has no slots. */
        QCOW,
        /** LUKS version 1. */
        LUKS
    }
}
