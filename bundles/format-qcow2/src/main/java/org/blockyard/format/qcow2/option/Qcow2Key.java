package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * How an encrypted image is opened.
 *
 * @param format how it is encrypted; as the image says, if left out
 * @param keySecret the object that holds the password
 */
public record Qcow2Key(
        @Option("encryption of the image; by default what it says") Optional<Format> format,
        @Option("id of the secret that holds the password") Optional<String> keySecret) {
    /** The kinds of encryption. */
    public enum Format {
        /** AES-128-CBC with the password as key: broken, for old images. */
        AES,
        /** LUKS version 1. */
        LUKS
    }
}
