package org.blockyard.crypto.internal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Decrypts secrets: AES-256 in CBC mode, the end padded as in PKCS #7. */
final class SecretCipher {
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    private SecretCipher() {}

    static byte[] decrypt(byte[] key, byte[] iv, byte[] encrypted) throws BlockException {
        if (key.length != KEY_BYTES) {
            throw SecretType.wrong("Key should be 32 bytes in length");
        }
        if (iv.length != BLOCK_BYTES) {
            throw SecretType.wrong("IV should be 16 bytes in length not " + iv.length);
        }
        if (encrypted.length == 0 || encrypted.length % BLOCK_BYTES != 0) {
            throw SecretType.wrong("Encrypted secret is not a whole number of blocks");
        }
        try {
            var cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return unpad(cipher.doFinal(encrypted));
        } catch (GeneralSecurityException e) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "This Java lacks AES-256-CBC: " + e.getMessage(), e);
        }
    }

    private static byte[] unpad(byte[] padded) throws BlockException {
        int padding = padded[padded.length - 1] & 0xFF;
        if (padding < 1 || padding > BLOCK_BYTES) {
            throw SecretType.wrong(
                    "Incorrect number of padding bytes (" + padding + ") found on decrypted data");
        }
        var plain = Arrays.copyOf(padded, padded.length - padding);
        Arrays.fill(padded, (byte) 0);
        return plain;
    }
}
