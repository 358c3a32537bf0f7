package org.blockyard.crypto.luks;

import java.util.Optional;
import org.blockyard.crypto.cipher.CipherAlgorithm;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.CipherSuite;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.IvGenerator;

/**
 * How a new volume is to be.
 *
 * @param suite how it is encrypted
 * @param hash the hash for keys
 * @param iterationMillis how long trying a password is to take here
 */
public record LuksFormat(CipherSuite suite, HashAlgorithm hash, long iterationMillis) {
    /** What options leave out: AES-256 in XTS mode with plain64 vectors, SHA-256, 2 seconds. */
    public static final LuksFormat DEFAULT =
            new LuksFormat(
                    new CipherSuite(
                            CipherAlgorithm.AES_256,
                            CipherMode.XTS,
                            IvGenerator.PLAIN64,
                            Optional.empty()),
                    HashAlgorithm.SHA256,
                    2000);

    /** What options say, and {@link #DEFAULT} where they say nothing. */
    public static LuksFormat of(
            Optional<CipherAlgorithm> algorithm,
            Optional<CipherMode> mode,
            Optional<IvGenerator> ivGenerator,
            Optional<HashAlgorithm> ivHash,
            Optional<HashAlgorithm> hash,
            Optional<Long> iterationMillis) {
        var usual = DEFAULT.suite();
        var generator = ivGenerator.orElse(usual.ivGenerator());
        return new LuksFormat(
                new CipherSuite(
                        algorithm.orElse(usual.algorithm()),
                        mode.orElse(usual.mode()),
                        generator,
                        generator == IvGenerator.ESSIV
                                ? Optional.of(ivHash.orElse(HashAlgorithm.SHA256))
                                : Optional.empty()),
                hash.orElse(DEFAULT.hash()),
                iterationMillis.filter(time -> time > 0).orElse(DEFAULT.iterationMillis()));
    }

    /** Where data begin in such a volume, if they lie behind the header. */
    public long payloadOffset() {
        return LuksHeader.ALIGNMENT + KeySlot.COUNT * materialSize(suite);
    }

    static long materialSize(CipherSuite suite) {
        long bytes = (long) suite.keyBytes() * KeySlot.STRIPES;
        return (bytes + LuksHeader.ALIGNMENT - 1) & -LuksHeader.ALIGNMENT;
    }
}
