package org.blockyard.crypto.internal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Decrypts secrets: AES-256 in CBC mode, the end padded as in PKCS #7. */
final class SecretCipher {
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    private final byte[] key;
    private final byte[] iv;

    /** A cipher with a key, and an initialisation vector in base 64. */
    SecretCipher(byte[] key, Optional<String> iv) throws BlockException {
        if (key.length != KEY_BYTES) {
            throw SecretType.wrong("Key should be 32 bytes in length");
        }
        this.key = key;
        this.iv =
                Base64Text.decode(
                        iv.orElseThrow(() -> SecretType.wrong("IV is required to decrypt secret")));
        if (this.iv.length != BLOCK_BYTES) {
            throw SecretType.wrong("IV should be 16 bytes in length not " + this.iv.length);
        }
    }

    byte[] decrypt(byte[] encrypted) throws BlockException {
        if (encrypted.length == 0 || encrypted.length % BLOCK_BYTES != 0) {
            throw SecretType.wrong(
                    "Length "
                            + encrypted.length
                            + " must be a multiple of block size "
                            + BLOCK_BYTES);
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
