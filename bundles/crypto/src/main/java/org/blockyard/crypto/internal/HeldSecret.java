package org.blockyard.crypto.internal;

import java.util.Arrays;
import org.blockyard.object.Secret;

/** A secret in memory, wiped when it is removed. */
final class HeldSecret implements Secret, AutoCloseable {
    private final byte[] secret;

    HeldSecret(byte[] secret) {
        this.secret = secret;
    }

    @Override
    public byte[] bytes() {
        return secret.clone();
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }
}
