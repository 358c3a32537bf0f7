package org.blockyard.crypto.internal;

import java.util.Arrays;
import java.util.Set;
import org.blockyard.object.Inspectable;
import org.blockyard.object.Secret;

/**
 * A secret in memory, wiped when it is removed. How it was given can be seen, but not what it is.
 */
final class HeldSecret implements Secret, Inspectable<SecretType.Properties>, AutoCloseable {
    private final byte[] secret;
    private final SecretType.Properties properties;

    HeldSecret(byte[] secret, SecretType.Properties properties) {
        this.secret = secret;
        this.properties = properties;
    }

    @Override
    public byte[] bytes() {
        return secret.clone();
    }

    @Override
    public SecretType.Properties properties() {
        return properties;
    }

    @Override
    public Set<String> hidden() {
        return Set.of("data");
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }
}
