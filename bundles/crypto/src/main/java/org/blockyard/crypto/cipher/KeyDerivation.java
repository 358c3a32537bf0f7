package org.blockyard.crypto.cipher;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Keys from passwords: PBKDF2 (RFC 8018) with HMAC of any of the hashes. */
public final class KeyDerivation {
    private static final int PROBE = 1 << 13;
    private static final long LEAST_PROBE_NANOS = 20_000_000;

    private KeyDerivation() {}

    /** A key of so many bytes. */
    public static byte[] pbkdf2(
            HashAlgorithm hash, byte[] password, byte[] salt, long iterations, int length)
            throws BlockException {
        return pbkdf2(hash, password, salt, iterations, length, TimeLimit.usual());
    }

    /**
     * A key of so many bytes.
     *
     * @throws BlockException of kind {@code TIMEOUT} if that takes longer than it may
     */
    public static byte[] pbkdf2(
            HashAlgorithm hash,
            byte[] password,
            byte[] salt,
            long iterations,
            int length,
            TimeLimit limit)
            throws BlockException {
        var prf = prf(hash, password);
        var key = new byte[length];
        var now = new byte[hash.bytes()];
        var sum = new byte[hash.bytes()];
        for (int done = 0, block = 1; done < length; done += hash.bytes(), block++) {
            var first = Arrays.copyOf(salt, salt.length + 4);
            ByteBuffer.wrap(first).putInt(salt.length, block);
            prf.apply(first, now);
            System.arraycopy(now, 0, sum, 0, sum.length);
            for (long i = 1; i < iterations; i++) {
                if ((i & PROBE - 1) == 0) {
                    limit.check();
                }
                prf.apply(now, now);
                for (int at = 0; at < sum.length; at++) {
                    sum[at] ^= now[at];
                }
            }
            System.arraycopy(sum, 0, key, done, Math.min(sum.length, length - done));
        }
        Arrays.fill(now, (byte) 0);
        Arrays.fill(sum, (byte) 0);
        return key;
    }

    /** How many iterations for a key of so many bytes take that long here. */
    public static long iterationsFor(HashAlgorithm hash, int length, long millis)
            throws BlockException {
        var nothing = new byte[32];
        long count = PROBE;
        while (true) {
            long start = System.nanoTime();
            pbkdf2(hash, nothing, nothing, count, length);
            long nanos = Math.max(1, System.nanoTime() - start);
            if (nanos >= LEAST_PROBE_NANOS) {
                return (long) (count * (millis * 1e6 / nanos));
            }
            count *= 2;
        }
    }

    private static Prf prf(HashAlgorithm hash, byte[] password) throws BlockException {
        // HMAC fills short keys with zeroes, and the JDK takes no empty ones
        var key = password.length == 0 ? new byte[1] : password;
        if (hash == HashAlgorithm.RIPEMD160) {
            return RareCiphers.ripemd160Hmac(key);
        }
        try {
            var mac = Mac.getInstance(hash.mac());
            mac.init(new SecretKeySpec(key, hash.mac()));
            return (in, out) -> {
                try {
                    mac.update(in);
                    mac.doFinal(out, 0);
                } catch (GeneralSecurityException e) {
                    throw new BlockException(ErrorKind.UNSUPPORTED, hash.mac() + ": " + e, e);
                }
            };
        } catch (GeneralSecurityException e) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "This Java lacks " + hash.mac(), e);
        }
    }
}
