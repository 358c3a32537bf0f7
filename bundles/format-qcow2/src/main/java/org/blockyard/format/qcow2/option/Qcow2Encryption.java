package org.blockyard.format.qcow2.option;

import java.util.Optional;
import org.blockyard.crypto.cipher.CipherAlgorithm;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.IvGenerator;
import org.blockyard.crypto.luks.LuksFormat;
import org.blockyard.option.Option;

/**
 * How a new image is encrypted.
 *
 * @param format how
 * @param keySecret the object that holds the password
 * @param cipherAlg the cipher
 * @param cipherMode how blocks are chained
 * @param ivgenAlg how vectors come from sector numbers
 * @param ivgenHashAlg the hash of {@code essiv}
 * @param hashAlg the hash for keys
 * @param iterTime milliseconds that trying a password takes
 */
public record Qcow2Encryption(
        @Option("how the image is encrypted: aes (old and weak) or luks") Qcow2Key.Format format,
        @Option("id of the secret that holds the password") Optional<String> keySecret,
        @Option("cipher (aes-256)") Optional<CipherAlgorithm> cipherAlg,
        @Option("how blocks are chained (xts)") Optional<CipherMode> cipherMode,
        @Option("how vectors come from sector numbers (plain64)") Optional<IvGenerator> ivgenAlg,
        @Option("hash of essiv (sha256)") Optional<HashAlgorithm> ivgenHashAlg,
        @Option("hash for keys (sha256)") Optional<HashAlgorithm> hashAlg,
        @Option(value = "milliseconds that trying a password takes (2000, as does 0)", min = 0)
                Optional<Long> iterTime) {
    /** The volume that these options make. */
    public LuksFormat luks() {
        return LuksFormat.of(cipherAlg, cipherMode, ivgenAlg, ivgenHashAlg, hashAlg, iterTime);
    }
}
