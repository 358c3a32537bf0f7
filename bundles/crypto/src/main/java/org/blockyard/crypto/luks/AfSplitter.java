package org.blockyard.crypto.luks;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.io.BlockException;

/**
 * Splits a key into many stripes, all of which are needed to get it back, so that it is enough to
 * destroy a few of them (specification: section 2.4).
 */
final class AfSplitter {
    private AfSplitter() {}

    static byte[] split(HashAlgorithm hash, byte[] key, int stripes, SecureRandom random)
            throws BlockException {
        var material = new byte[key.length * stripes];
        random.nextBytes(material);
        var sum = diffused(hash, material, key.length, stripes);
        int last = key.length * (stripes - 1);
        for (int i = 0; i < key.length; i++) {
            material[last + i] = (byte) (sum[i] ^ key[i]);
        }
        Arrays.fill(sum, (byte) 0);
        return material;
    }

    static byte[] merge(HashAlgorithm hash, byte[] material, int keyBytes, int stripes)
            throws BlockException {
        var key = diffused(hash, material, keyBytes, stripes);
        int last = keyBytes * (stripes - 1);
        for (int i = 0; i < keyBytes; i++) {
            key[i] ^= material[last + i];
        }
        return key;
    }

    /** All stripes but the last, laid over each other and mixed after each. */
    private static byte[] diffused(HashAlgorithm hash, byte[] material, int size, int stripes)
            throws BlockException {
        var sum = new byte[size];
        for (int stripe = 0; stripe < stripes - 1; stripe++) {
            for (int i = 0; i < size; i++) {
                sum[i] ^= material[stripe * size + i];
            }
            diffuse(hash, sum);
        }
        return sum;
    }

    private static void diffuse(HashAlgorithm hash, byte[] sum) throws BlockException {
        for (int from = 0, number = 0; from < sum.length; from += hash.bytes(), number++) {
            int to = Math.min(sum.length, from + hash.bytes());
            var digest =
                    hash.digest(
                            ByteBuffer.allocate(4).putInt(number).array(),
                            Arrays.copyOfRange(sum, from, to));
            System.arraycopy(digest, 0, sum, from, to - from);
        }
    }
}
