package org.blockyard.kernel.internal.graph;

import org.blockyard.io.BlockException;

/** Finds the bytes of secret objects for drivers. */
@FunctionalInterface
public interface SecretLookup {
    /**
     * The bytes of a secret, a copy that the caller wipes.
     *
     * @throws BlockException of kind {@code NOT_FOUND} if there is none of that id
     */
    byte[] secret(String id) throws BlockException;
}
