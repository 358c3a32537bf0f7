package org.blockyard.crypto.cipher;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The hashes that keys are derived with. */
public enum HashAlgorithm {
    /** MD5. */
    MD5("MD5", 16),
    /** SHA-1. */
    SHA1("SHA-1", 20),
    /** SHA-224. */
    SHA224("SHA-224", 28),
    /** SHA-256. */
    SHA256("SHA-256", 32),
    /** SHA-384. */
    SHA384("SHA-384", 48),
    /** SHA-512. */
    SHA512("SHA-512", 64),
    /** RIPEMD-160. */
    RIPEMD160("RIPEMD160", 20);

    private final String jdkName;
    private final int bytes;

    HashAlgorithm(String jdkName, int bytes) {
        this.jdkName = jdkName;
        this.bytes = bytes;
    }

    /** The name in options and headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bytes of a digest. */
    public int bytes() {
        return bytes;
    }

    /** The one of that name. */
    public static HashAlgorithm named(String word) throws BlockException {
        return Arrays.stream(values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.UNSUPPORTED,
                                        "Hash algorithm '" + word + "' not supported"));
    }

    /** The name of its HMAC in the JDK. */
    String mac() {
        return "Hmac" + jdkName.replace("-", "");
    }

    /** A digest of some pieces one behind the other. */
    public byte[] digest(byte[]... pieces) throws BlockException {
        if (this == RIPEMD160) {
            return RareCiphers.ripemd160(pieces);
        }
        try {
            var digest = MessageDigest.getInstance(jdkName);
            for (var piece : pieces) {
                digest.update(piece);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "This Java lacks " + jdkName, e);
        }
    }
}
