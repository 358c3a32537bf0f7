package org.blockyard.crypto.cipher;

import java.util.Arrays;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The block ciphers that disks are encrypted with, by their names in options and descriptions. */
public enum CipherAlgorithm {
    /** AES with a key of 128 bits. */
    AES_128("aes-128", "aes", 16, 16),
    /** AES with a key of 192 bits. */
    AES_192("aes-192", "aes", 24, 16),
    /** AES with a key of 256 bits. */
    AES_256("aes-256", "aes", 32, 16),
    /** CAST5 with a key of 128 bits. */
    CAST5_128("cast5-128", "cast5", 16, 8),
    /** Serpent with a key of 128 bits. */
    SERPENT_128("serpent-128", "serpent", 16, 16),
    /** Serpent with a key of 192 bits. */
    SERPENT_192("serpent-192", "serpent", 24, 16),
    /** Serpent with a key of 256 bits. */
    SERPENT_256("serpent-256", "serpent", 32, 16),
    /** Twofish with a key of 128 bits. */
    TWOFISH_128("twofish-128", "twofish", 16, 16),
    /** Twofish with a key of 192 bits. */
    TWOFISH_192("twofish-192", "twofish", 24, 16),
    /** Twofish with a key of 256 bits. */
    TWOFISH_256("twofish-256", "twofish", 32, 16);

    private final String word;
    private final String family;
    private final int keyBytes;
    private final int blockBytes;

    CipherAlgorithm(String word, String family, int keyBytes, int blockBytes) {
        this.word = word;
        this.family = family;
        this.keyBytes = keyBytes;
        this.blockBytes = blockBytes;
    }

    /** The name in options, such as {@code aes-256}. */
    public String word() {
        return word;
    }

    /** The name in a LUKS header, such as {@code aes}. */
    public String family() {
        return family;
    }

    /** Bytes of its key. */
    public int keyBytes() {
        return keyBytes;
    }

    /** Bytes of its block. */
    public int blockBytes() {
        return blockBytes;
    }

    /** The one that options call so. */
    public static CipherAlgorithm named(String word) throws BlockException {
        return Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.INVALID_OPTION,
                                        "Invalid parameter '" + word + "'"));
    }

    /** The one of a family with such a key. */
    public static CipherAlgorithm of(String family, int keyBytes) throws BlockException {
        return Arrays.stream(values())
                .filter(one -> one.family.equals(family) && one.keyBytes == keyBytes)
                .findFirst()
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.UNSUPPORTED,
                                        "Algorithm '%s' with key size %d bytes not supported"
                                                .formatted(family, keyBytes)));
    }
}
