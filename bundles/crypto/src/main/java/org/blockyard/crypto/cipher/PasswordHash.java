package org.blockyard.crypto.cipher;

import org.blockyard.io.BlockException;

/** How a password becomes a key, with all that a header says of it. */
public sealed interface PasswordHash {
    /** Parallel lanes that Argon2 may be asked for. */
    int MOST_LANES = 64;

    /** The name in headers. */
    String word();

    /**
     * A key of so many bytes.
     *
     * @throws BlockException of kind {@code TIMEOUT} if that takes longer than it may, {@code
     *     RESOURCE} if it takes more memory
     */
    byte[] key(byte[] password, int length, TimeLimit limit) throws BlockException;

    /**
     * PBKDF2 (RFC 8018).
     *
     * @param hash the hash of its HMAC
     * @param iterations how often
     * @param salt the salt
     */
    record Pbkdf2(HashAlgorithm hash, long iterations, byte[] salt) implements PasswordHash {
        @Override
        public String word() {
            return "pbkdf2";
        }

        @Override
        public byte[] key(byte[] password, int length, TimeLimit limit) throws BlockException {
            return KeyDerivation.pbkdf2(hash, password, salt, iterations, length, limit);
        }
    }

    /**
     * Argon2 (RFC 9106), version 1.3.
     *
     * @param mixed whether it is Argon2id, not Argon2i
     * @param passes how often the memory is gone through
     * @param kibibytes how much memory it takes
     * @param lanes how many parts the memory has
     * @param salt the salt
     */
    record Argon2(boolean mixed, int passes, int kibibytes, int lanes, byte[] salt)
            implements PasswordHash {
        @Override
        public String word() {
            return mixed ? "argon2id" : "argon2i";
        }

        @Override
        public byte[] key(byte[] password, int length, TimeLimit limit) throws BlockException {
            limit.check();
            WorkLimit.require(this, limit);
            return RareCiphers.argon2(this, password, length);
        }
    }
}
