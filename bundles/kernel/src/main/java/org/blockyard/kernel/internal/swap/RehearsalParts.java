package org.blockyard.kernel.internal.swap;

import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;

/**
 * What a rehearsal takes from its surroundings.
 *
 * @param buffers memory for transfers
 * @param secrets where drivers' secrets are
 */
public record RehearsalParts(BufferPool buffers, Secrets secrets) {
    /** Finds secrets. */
    @FunctionalInterface
    public interface Secrets {
        /** A copy of a secret's bytes. */
        byte[] secret(String id) throws BlockException;
    }
}
