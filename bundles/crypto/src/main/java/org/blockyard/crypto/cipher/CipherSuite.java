package org.blockyard.crypto.cipher;

import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * All that says how sectors are encrypted, but the key.
 *
 * @param algorithm the block cipher
 * @param mode how blocks are chained
 * @param ivGenerator how a sector's number becomes its vector; for ECB without meaning
 * @param ivHash the hash of {@code essiv}
 */
public record CipherSuite(
        CipherAlgorithm algorithm,
        CipherMode mode,
        IvGenerator ivGenerator,
        Optional<HashAlgorithm> ivHash) {
    /** Refuses what does not go together. */
    public CipherSuite {
        if (ivGenerator == IvGenerator.ESSIV && ivHash.isEmpty()) {
            throw new IllegalArgumentException("essiv needs a hash");
        }
    }

    /** Bytes of the whole key. */
    public int keyBytes() {
        return algorithm.keyBytes() * mode.keys();
    }

    /** Fails unless this combination exists. */
    public CipherSuite checked() throws BlockException {
        if (mode == CipherMode.XTS && algorithm.blockBytes() != 16) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "XTS mode needs a cipher with blocks of 16 bytes, unlike " + algorithm.word());
        }
        if (ivGenerator == IvGenerator.ESSIV) {
            essivCipher();
        }
        return this;
    }

    /** The cipher that encrypts numbers for {@code essiv}: its key is as long as the hash. */
    CipherAlgorithm essivCipher() throws BlockException {
        return CipherAlgorithm.of(algorithm.family(), ivHash.orElseThrow().bytes());
    }
}
