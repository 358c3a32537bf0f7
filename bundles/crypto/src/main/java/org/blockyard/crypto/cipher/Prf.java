package org.blockyard.crypto.cipher;

import org.blockyard.io.BlockException;

/** A keyed hash, for one thread. */
interface Prf {
    /** Puts the hash of {@code in} to the start of {@code out}. */
    void apply(byte[] in, byte[] out) throws BlockException;
}
