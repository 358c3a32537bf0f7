package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.blockyard.driver.HandOverState;

/**
 * What the key of an image is had from.
 *
 * @param left what the instance before left
 * @param password asked for if that is not enough
 */
public record KeySource(Optional<HandOverState> left, Password password) {
    /** Where the password is. */
    @FunctionalInterface
    public interface Password {
        /** Its bytes, which are wiped after use. */
        byte[] bytes() throws IOException;
    }

    /**
     * What a password is used for.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Use<T> {
        T of(byte[] password) throws IOException;
    }

    /** Nothing was left. */
    public KeySource(Password password) {
        this(Optional.empty(), password);
    }

    /** Uses the password. */
    <T> T withPassword(Use<T> use) throws IOException {
        var bytes = password.bytes();
        try {
            return use.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
