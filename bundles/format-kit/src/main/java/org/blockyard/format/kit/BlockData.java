package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.BufferPool;

/**
 * A disk's bytes in the image's file, as they are or encrypted.
 *
 * @param file where they are
 * @param cipher how they differ there from what they are
 * @param buffers memory for what is encrypted
 */
record BlockData(ImageFile file, Optional<DataCipher> cipher, BufferPool buffers) {
    /** What is encrypted in one go before it is written. */
    private static final int PIECE = 1 << 20;

    /** The most that a lane's own thread encrypts or decrypts; others can go on beside more. */
    private static final int AT_ONCE = 64 << 10;

    /** Whether the file holds the bytes as they are. */
    boolean plain() {
        return cipher.isEmpty();
    }

    void read(long place, long diskOffset, ByteBuffer target) throws IOException {
        int from = target.position();
        file.read(place, target);
        if (cipher.isPresent()) {
            cipher.get().decrypt(diskOffset, target.slice(from, target.position() - from));
        }
    }

    boolean tryRead(long place, long diskOffset, ByteBuffer target) throws IOException {
        if (cipher.isEmpty()) {
            return file.tryRead(place, target);
        }
        int from = target.position();
        if (target.remaining() > AT_ONCE || !file.tryRead(place, target)) {
            return false;
        }
        cipher.get().decrypt(diskOffset, target.slice(from, target.position() - from));
        return true;
    }

    void write(long place, long diskOffset, ByteBuffer source) throws IOException {
        if (cipher.isEmpty()) {
            file.write(place, source);
            return;
        }
        int end = source.limit();
        try (var lent = buffers.lend(Math.min(PIECE, source.remaining()))) {
            for (long done = 0; source.position() < end; ) {
                int length = Math.min(PIECE, end - source.position());
                var bytes = lent.bytes().clear().limit(length);
                source.limit(source.position() + length);
                cipher.get().encrypt(diskOffset + done, source, bytes);
                file.write(place + done, bytes.flip());
                source.limit(end);
                done += length;
            }
        }
    }

    boolean tryWrite(long place, long diskOffset, ByteBuffer source) throws IOException {
        if (cipher.isEmpty()) {
            return file.tryWrite(place, source);
        }
        if (source.remaining() > AT_ONCE) {
            return false;
        }
        try (var lent = buffers.lend(source.remaining())) {
            var bytes = lent.bytes().clear().limit(source.remaining());
            cipher.get().encrypt(diskOffset, source.duplicate(), bytes);
            if (!file.tryWrite(place, bytes.flip())) {
                return false;
            }
            source.position(source.limit());
            return true;
        }
    }
}
