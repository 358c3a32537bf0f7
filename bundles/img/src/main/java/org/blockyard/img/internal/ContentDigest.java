package org.blockyard.img.internal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;

/**
 * The checksum of a disk's content, of pieces that come from many threads. Each waits until all
 * before it were taken.
 */
final class ContentDigest {
    private static final int ZEROES = 64 << 10;

    private final String name;
    private final MessageDigest digest;
    private final byte[] zeroes = new byte[ZEROES];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long position;
    private boolean abandoned;

    private ContentDigest(String name, MessageDigest digest) {
        this.name = name;
        this.digest = digest;
    }

    /** A checksum by the name that users know, such as {@code sha256}. */
    static ContentDigest of(String name) throws BlockException {
        try {
            if (name.matches("sha(1|224|256|384|512)")) {
                var algorithm = "SHA-" + name.substring(3);
                return new ContentDigest(name, MessageDigest.getInstance(algorithm));
            }
        } catch (NoSuchAlgorithmException e) {
            // told below
        }
        throw Numbers.wrong(
                "Unknown checksum '" + name + "', use sha1, sha224, sha256, sha384 or sha512");
    }

    /** Takes the bytes at an offset; the buffer stays as it is. */
    void take(long offset, ByteBuffer bytes) {
        inTurn(offset, bytes.remaining(), () -> digest.update(bytes.duplicate()));
    }

    /** Takes zeroes at an offset. */
    void takeZeroes(long offset, long length) {
        inTurn(
                offset,
                length,
                () -> {
                    for (long left = length; left > 0; left -= ZEROES) {
                        digest.update(zeroes, 0, (int) Math.min(ZEROES, left));
                    }
                });
    }

    private void inTurn(long offset, long length, Runnable take) {
        lock.lock();
        try {
            while (position < offset && !abandoned) {
                moved.awaitUninterruptibly();
            }
            if (abandoned) {
                return;
            }
            take.run();
            position = offset + length;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all go who wait: something failed. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The line to print when all was taken. */
    String line(String file) {
        return name + ": " + HexFormat.of().formatHex(digest.digest()) + "  " + file;
    }
}
