package org.blockyard.commands.bitmap;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.option.Option;

/**
 * What tells two bitmaps apart.
 *
 * @param sha256 the hash of its bits
 */
record BitmapDigest(@Option("SHA-256 of the bits, in hexadecimal digits") String sha256) {
    private static final int WORD = 64;
    private static final int CHUNK = 65536;

    /** The digest of bits, in whole words of 64, of which there is at least one. */
    static BitmapDigest of(DirtyBits bits) {
        long granularity = bits.granularity();
        long words = Math.max(1, ceil(ceil(bits.length(), granularity), WORD));
        var digest = hasher();
        var chunk = ByteBuffer.allocate(CHUNK);
        for (long done = 0; done < words * Long.BYTES; done += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, words * Long.BYTES - done));
            bits.store(done * Byte.SIZE * granularity, chunk);
            digest.update(chunk.flip());
        }
        return new BitmapDigest(HexFormat.of().formatHex(digest.digest()));
    }

    private static long ceil(long dividend, long divisor) {
        return dividend == 0 ? 0 : (dividend - 1) / divisor + 1;
    }

    private static MessageDigest hasher() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
