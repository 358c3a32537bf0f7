package org.blockyard.crypto.cipher;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.platform.LazyLogger;
import org.blockyard.posix.NativeFunction;
import org.blockyard.posix.OptionalLibrary;

/**
 * AES in XTS mode by OpenSSL's libcrypto, where the machine has it and it agrees with the JDK. It
 * is as quick from the first byte as later, and encrypts twice as fast as the JDK, which has no
 * code for many single blocks at once.
 *
 * @param name what it was found as
 * @param newContext {@code EVP_CIPHER_CTX_new}
 * @param freeContext {@code EVP_CIPHER_CTX_free}
 * @param init {@code EVP_CipherInit_ex}
 * @param update {@code EVP_CipherUpdate}
 * @param vector {@code EVP_CIPHER_CTX_iv_noconst}
 * @param aes128 {@code EVP_aes_128_xts}
 * @param aes256 {@code EVP_aes_256_xts}
 */
record Libcrypto(
        String name,
        NativeFunction newContext,
        NativeFunction freeContext,
        NativeFunction init,
        NativeFunction update,
        NativeFunction vector,
        NativeFunction aes128,
        NativeFunction aes256) {
    /** The system property that switches it off. */
    static final String PROPERTY = "blockyard.libcrypto";

    private static final String[] FILE_NAMES = {"libcrypto.so.3", "libcrypto.so.1.1"};
    private static final int TEST_SECTORS = 3;
    private static final long TEST_SECTOR = 0x1_2345_6789L;

    /** Looked for when a cipher is first made that it could serve. */
    private static final class Here {
        static final Optional<Libcrypto> FOUND = find().filter(Libcrypto::agreesWithJava);
    }

    private static Optional<Libcrypto> find() {
        var library = new OptionalLibrary(PROPERTY, FILE_NAMES);
        var newContext = library.function("EVP_CIPHER_CTX_new");
        var freeContext = library.function("EVP_CIPHER_CTX_free");
        var init = library.function("EVP_CipherInit_ex");
        var update = library.function("EVP_CipherUpdate");
        var vector = library.function("EVP_CIPHER_CTX_iv_noconst");
        var aes128 = library.function("EVP_aes_128_xts");
        var aes256 = library.function("EVP_aes_256_xts");
        boolean all =
                newContext.isPresent()
                        && freeContext.isPresent()
                        && init.isPresent()
                        && update.isPresent()
                        && vector.isPresent()
                        && aes128.isPresent()
                        && aes256.isPresent();
        return all
                ? Optional.of(
                        new Libcrypto(
                                library.fileName().orElseThrow(),
                                newContext.get(),
                                freeContext.get(),
                                init.get(),
                                update.get(),
                                vector.get(),
                                aes128.get(),
                                aes256.get()))
                : Optional.empty();
    }

    /** What works for a key; empty if the JDK has to. */
    static Optional<SectorWorker> worker(CipherSuite suite, byte[] key) {
        return serves(suite)
                ? Here.FOUND.flatMap(library -> LibcryptoXts.of(library, suite, key))
                : Optional.empty();
    }

    /** What it was found as, if it is used. */
    static Optional<String> fileName() {
        return Here.FOUND.map(Libcrypto::name);
    }

    /** Whether it is for such ciphers at all. */
    static boolean serves(CipherSuite suite) {
        return suite.mode() == CipherMode.XTS
                && (suite.algorithm() == CipherAlgorithm.AES_128
                        || suite.algorithm() == CipherAlgorithm.AES_256)
                && suite.ivGenerator() != IvGenerator.ESSIV;
    }

    /** The same sectors with the same keys give the same, to and fro. */
    private boolean agreesWithJava() {
        for (var algorithm :
                new CipherAlgorithm[] {CipherAlgorithm.AES_128, CipherAlgorithm.AES_256}) {
            var suite =
                    new CipherSuite(
                            algorithm, CipherMode.XTS, IvGenerator.PLAIN64, Optional.empty());
            if (!agreesWithJava(suite)) {
                LazyLogger.of(Libcrypto.class)
                        .log(
                                Level.WARNING,
                                "{0} does not encrypt as the JDK does and is not used",
                                name);
                return false;
            }
        }
        return true;
    }

    private boolean agreesWithJava(CipherSuite suite) {
        var key = pattern(suite.keyBytes());
        var plain = pattern(TEST_SECTORS * SectorCipher.SECTOR);
        var worker = LibcryptoXts.of(this, suite, key);
        if (worker.isEmpty()) {
            return false;
        }
        try {
            var ours = ByteBuffer.allocate(plain.length);
            new SectorEngine(suite, key, SectorCipher.SECTOR)
                    .run(ByteBuffer.wrap(plain), ours, TEST_SECTOR, true);
            var theirs = ByteBuffer.allocate(plain.length);
            worker.get().run(ByteBuffer.wrap(plain), theirs, TEST_SECTOR, true);
            boolean same = Arrays.equals(ours.array(), theirs.array());
            worker.get().run(theirs.flip(), theirs.duplicate(), TEST_SECTOR, false);
            return same && Arrays.equals(plain, theirs.array());
        } catch (BlockException failed) {
            return false;
        } finally {
            worker.get().close();
        }
    }

    private static byte[] pattern(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8) + 7);
        }
        return bytes;
    }
}
