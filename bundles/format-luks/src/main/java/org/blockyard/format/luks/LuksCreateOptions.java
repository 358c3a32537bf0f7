package org.blockyard.format.luks;

import java.util.Optional;
import org.blockyard.crypto.cipher.CipherAlgorithm;
import org.blockyard.crypto.cipher.CipherMode;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.crypto.cipher.IvGenerator;
import org.blockyard.crypto.luks.LuksFormat;
import org.blockyard.driver.Preallocation;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an encrypted disk is made.
 *
 * @param file the node that is to hold it
 * @param header the node that is to hold the header apart from it
 * @param size the disk's length, rounded up to a sector
 * @param keySecret the object that holds the password
 * @param cipherAlg the cipher
 * @param cipherMode how blocks are chained
 * @param ivgenAlg how vectors come from sector numbers
 * @param ivgenHashAlg the hash of {@code essiv}
 * @param hashAlg the hash for keys
 * @param iterTime milliseconds that trying a password takes
 * @param detachedHeader whether the file is to hold the header alone
 * @param preallocation how much of it is given space
 */
public record LuksCreateOptions(
        @Option("the node that is to hold the disk") Optional<ChildRef> file,
        @Option("the node that is to hold the header apart from the disk")
                Optional<ChildRef> header,
        @Option(value = "virtual disk size", size = true, min = 0) long size,
        @Option(value = "id of the secret that holds the password", legacy = "key-secret")
                Optional<String> keySecret,
        @Option(value = "cipher (aes-256)", legacy = "cipher-alg")
                Optional<CipherAlgorithm> cipherAlg,
        @Option(value = "how blocks are chained (xts)", legacy = "cipher-mode")
                Optional<CipherMode> cipherMode,
        @Option(value = "how vectors come from sector numbers (plain64)", legacy = "ivgen-alg")
                Optional<IvGenerator> ivgenAlg,
        @Option(value = "hash of essiv (sha256)", legacy = "ivgen-hash-alg")
                Optional<HashAlgorithm> ivgenHashAlg,
        @Option(value = "hash for keys (sha256)", legacy = "hash-alg")
                Optional<HashAlgorithm> hashAlg,
        @Option(
                        value = "milliseconds that trying a password takes (2000, as does 0)",
                        legacy = "iter-time",
                        min = 0)
                Optional<Long> iterTime,
        @Option(
                        value = "make only a header, for a disk that lies elsewhere",
                        legacy = "detached-header")
                Optional<Boolean> detachedHeader,
        @Option("space to reserve: off, falloc or full; off if left out")
                Optional<Preallocation> preallocation) {
    /** Whether the file holds the header alone. */
    boolean headerAlone() {
        return detachedHeader.orElse(false);
    }

    /** The volume that these options make. */
    LuksFormat format() {
        return LuksFormat.of(cipherAlg, cipherMode, ivgenAlg, ivgenHashAlg, hashAlg, iterTime);
    }
}
