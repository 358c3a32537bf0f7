package org.blockyard.crypto.cipher;

import org.blockyard.io.BlockException;

/**
 * A block cipher with one key, over many blocks a call. One thread at a time. All chains begin with
 * zeroes in each call.
 */
interface BlockEngine {
    /** Encrypts each block by itself; in place if it is the same array. */
    void ecbEncrypt(byte[] in, byte[] out, int from, int length) throws BlockException;

    /** Decrypts each block by itself. */
    void ecbDecrypt(byte[] in, byte[] out, int from, int length) throws BlockException;

    /** Encrypts a chain. */
    void cbcEncrypt(byte[] in, byte[] out, int from, int length) throws BlockException;

    /**
     * Decrypts a chain: each block's plain text is laid over with the block before in {@code in}.
     */
    void cbcDecrypt(byte[] in, byte[] out, int from, int length) throws BlockException;

    /** An engine for a cipher and key. */
    static BlockEngine of(CipherAlgorithm algorithm, byte[] key) throws BlockException {
        return algorithm.family().equals("aes")
                ? new AesEngine(key)
                : RareCiphers.engine(algorithm, key);
    }
}
