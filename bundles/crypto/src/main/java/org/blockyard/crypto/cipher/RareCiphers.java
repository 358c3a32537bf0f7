package org.blockyard.crypto.cipher;

import java.util.Arrays;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.engines.CAST5Engine;
import org.bouncycastle.crypto.engines.SerpentEngine;
import org.bouncycastle.crypto.engines.TwofishEngine;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** What only Bouncy Castle has. Nothing else names its classes, so it is needed only for these. */
final class RareCiphers {
    private RareCiphers() {}

    static BlockEngine engine(CipherAlgorithm algorithm, byte[] key) throws BlockException {
        try {
            return new Engine(cipher(algorithm), cipher(algorithm), key);
        } catch (NoClassDefFoundError missing) {
            throw missing(algorithm.word(), missing);
        }
    }

    private static BlockException missing(String what, NoClassDefFoundError cause) {
        return new BlockException(
                ErrorKind.UNSUPPORTED, what + " needs Bouncy Castle, which is not there", cause);
    }

    private static BlockCipher cipher(CipherAlgorithm algorithm) throws BlockException {
        return switch (algorithm.family()) {
            case "serpent" -> new SerpentEngine();
            case "twofish" -> new TwofishEngine();
            case "cast5" -> new CAST5Engine();
            default ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED, algorithm.word() + " is not supported");
        };
    }

    static byte[] ripemd160(byte[]... pieces) throws BlockException {
        try {
            var digest = new RIPEMD160Digest();
            for (var piece : pieces) {
                digest.update(piece, 0, piece.length);
            }
            var out = new byte[digest.getDigestSize()];
            digest.doFinal(out, 0);
            return out;
        } catch (NoClassDefFoundError missing) {
            throw missing("ripemd160", missing);
        }
    }

    static Prf ripemd160Hmac(byte[] key) throws BlockException {
        try {
            var mac = new HMac(new RIPEMD160Digest());
            mac.init(new KeyParameter(key));
            return (in, out) -> {
                mac.update(in, 0, in.length);
                mac.doFinal(out, 0);
            };
        } catch (NoClassDefFoundError missing) {
            throw missing("ripemd160", missing);
        }
    }

    static byte[] argon2(PasswordHash.Argon2 how, byte[] password, int length)
            throws BlockException {
        try {
            var kind = how.mixed() ? Argon2Parameters.ARGON2_id : Argon2Parameters.ARGON2_i;
            var generator = new Argon2BytesGenerator();
            generator.init(
                    new Argon2Parameters.Builder(kind)
                            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                            .withIterations(how.passes())
                            .withMemoryAsKB(how.kibibytes())
                            .withParallelism(how.lanes())
                            .withSalt(how.salt())
                            .build());
            var key = new byte[length];
            generator.generateBytes(password, key);
            return key;
        } catch (NoClassDefFoundError missing) {
            throw missing(how.word(), missing);
        } catch (OutOfMemoryError full) {
            throw new BlockException(
                    ErrorKind.RESOURCE,
                    "trying the password takes more memory than there is",
                    full);
        } catch (IllegalArgumentException | IllegalStateException impossible) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, how.word() + ": " + impossible, impossible);
        }
    }

    /** Block by block, which is what these ciphers allow. */
    private static final class Engine implements BlockEngine {
        private final BlockCipher encryption;
        private final BlockCipher decryption;
        private final byte[] chain;

        Engine(BlockCipher encryption, BlockCipher decryption, byte[] key) {
            this.encryption = encryption;
            this.decryption = decryption;
            this.chain = new byte[2 * encryption.getBlockSize()];
            encryption.init(true, new KeyParameter(key));
            decryption.init(false, new KeyParameter(key));
        }

        @Override
        public void ecbEncrypt(byte[] in, byte[] out, int from, int length) {
            for (int at = from; at < from + length; at += encryption.getBlockSize()) {
                encryption.processBlock(in, at, out, at);
            }
        }

        @Override
        public void ecbDecrypt(byte[] in, byte[] out, int from, int length) {
            for (int at = from; at < from + length; at += decryption.getBlockSize()) {
                decryption.processBlock(in, at, out, at);
            }
        }

        @Override
        public void cbcEncrypt(byte[] in, byte[] out, int from, int length) {
            int block = encryption.getBlockSize();
            Arrays.fill(chain, (byte) 0);
            for (int at = from; at < from + length; at += block) {
                for (int i = 0; i < block; i++) {
                    chain[i] ^= in[at + i];
                }
                encryption.processBlock(chain, 0, out, at);
                System.arraycopy(out, at, chain, 0, block);
            }
        }

        @Override
        public void cbcDecrypt(byte[] in, byte[] out, int from, int length) {
            int block = decryption.getBlockSize();
            Arrays.fill(chain, (byte) 0);
            for (int at = from; at < from + length; at += block) {
                System.arraycopy(in, at, chain, block, block);
                decryption.processBlock(in, at, out, at);
                for (int i = 0; i < block; i++) {
                    out[at + i] ^= chain[i];
                }
                System.arraycopy(chain, block, chain, 0, block);
            }
        }
    }
}
