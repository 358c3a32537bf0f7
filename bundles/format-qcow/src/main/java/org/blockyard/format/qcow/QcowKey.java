package org.blockyard.format.qcow;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * How an encrypted image is opened or made.
 *
 * @param format how it is encrypted; when opening, as the image says if left out
 * @param keySecret the object that holds the password
 */
public record QcowKey(
        @Option("encryption of the image: aes") Optional<String> format,
        @Option("id of the secret that holds the password") Optional<String> keySecret) {}
