package org.blockyard.crypto.cipher;

import java.util.Arrays;
import java.util.Optional;
import org.blockyard.io.BlockException;

/**
 * The encryption of old qcow and qcow2 images: AES-128 in CBC mode, the vector from the sector's
 * number on the disk, and the password itself as the key. Weak, and there for such images only.
 */
public final class PasswordAes {
    private static final CipherSuite SUITE =
            new CipherSuite(
                    CipherAlgorithm.AES_128, CipherMode.CBC, IvGenerator.PLAIN64, Optional.empty());

    private PasswordAes() {}

    /** The cipher of a password, which is cut, or filled with zeroes, to the key's length. */
    public static SectorCipher cipher(byte[] password) throws BlockException {
        var key = Arrays.copyOf(password, SUITE.keyBytes());
        try {
            return new SectorCipher(SUITE, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
