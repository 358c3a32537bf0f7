package org.blockyard.format.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/**
 * The disk's bytes, encrypted by whole sectors from some place of the file on.
 *
 * @param file where they are
 * @param start where they begin
 * @param firstSector the number of their first sector, in 512 bytes
 * @param cipher the cipher, if the key is known
 * @param buffers memory for what goes to the file
 */
record EncryptedData(
        Child file,
        long start,
        long firstSector,
        Optional<SectorCipher> cipher,
        BufferPool buffers) {
    /** What is encrypted in one go before it is written. */
    private static final int PIECE = 1 << 20;

    /** The most that a lane's own thread encrypts or decrypts; others can go on beside more. */
    private static final int AT_ONCE = 64 << 10;

    private SectorCipher key() throws BlockException {
        return cipher.orElseThrow(
                () ->
                        new BlockException(
                                ErrorKind.DENIED,
                                "the disk is encrypted and was opened without its key"));
    }

    private long sector(long at) {
        return firstSector + at / SectorCipher.SECTOR;
    }

    void read(long at, ByteBuffer target) throws IOException {
        var key = key();
        int from = target.position();
        file.read(start + at, target);
        decrypt(key, at, target, from);
    }

    boolean tryRead(long at, ByteBuffer target) throws IOException {
        var key = key();
        int from = target.position();
        if (target.remaining() > AT_ONCE || !file.tryRead(start + at, target)) {
            return false;
        }
        decrypt(key, at, target, from);
        return true;
    }

    private void decrypt(SectorCipher key, long at, ByteBuffer target, int from)
            throws BlockException {
        var bytes = target.slice(from, target.position() - from);
        key.decrypt(bytes, bytes.duplicate(), sector(at));
    }

    void write(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        var key = key();
        int end = source.limit();
        try (var lent = buffers.lend(Math.min(PIECE, source.remaining()))) {
            for (long place = at; source.position() < end; ) {
                int length = Math.min(PIECE, end - source.position());
                var bytes = lent.bytes().clear().limit(length);
                key.encrypt(source.limit(source.position() + length), bytes, sector(place));
                file.write(start + place, bytes.flip(), flags);
                place += length;
                source.limit(end);
            }
        }
    }

    boolean tryWrite(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        var key = key();
        if (source.remaining() > AT_ONCE) {
            return false;
        }
        try (var lent = buffers.lend(source.remaining())) {
            var bytes = lent.bytes().clear().limit(source.remaining());
            key.encrypt(source.duplicate(), bytes, sector(at));
            if (!file.tryWrite(start + at, bytes.flip(), flags)) {
                return false;
            }
            source.position(source.limit());
            return true;
        }
    }
}
