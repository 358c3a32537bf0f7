package org.blockyard.format.qcow2.internal.crypt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BufferPool;
import org.blockyard.io.MappedRead;

/**
 * Guest data that are encrypted in the file. Requests are whole sectors; the kernel sees to it.
 *
 * @param file the file
 * @param cipher the cipher
 * @param byHost whether a sector's number is that of its place in the file, else on the disk
 * @param shift by how much places are higher than in the file
 * @param buffers memory for what goes to the file
 */
record EncryptedData(
        ImageFile file, SectorCipher cipher, boolean byHost, long shift, BufferPool buffers)
        implements GuestData {
    private static final int PIECE = 1 << 20;

    private long sector(long host, long guest) {
        return (byHost ? host - shift : guest) / SectorCipher.SECTOR;
    }

    @Override
    public void read(long host, long guest, ByteBuffer target) throws IOException {
        int start = target.position();
        file.reached("read_aio");
        file.read(host, target);
        decrypt(host, guest, target, start);
    }

    @Override
    public boolean tryRead(long host, long guest, ByteBuffer target) throws IOException {
        int start = target.position();
        if (!file.tryRead(host, target)) {
            return false;
        }
        decrypt(host, guest, target, start);
        return true;
    }

    private void decrypt(long host, long guest, ByteBuffer target, int start) throws IOException {
        int length = target.position() - start;
        var bytes = target.slice(start, length);
        cipher.decrypt(bytes, bytes.duplicate(), sector(host, guest));
    }

    @Override
    public void write(long host, long guest, ByteBuffer source) throws IOException {
        file.reached("write_aio");
        int end = source.limit();
        try (var lent = buffers.lend(Math.min(PIECE, source.remaining()))) {
            for (long done = 0; source.position() < end; ) {
                int length = Math.min(PIECE, end - source.position());
                var bytes = lent.bytes().clear().limit(length);
                cipher.encrypt(
                        source.limit(source.position() + length),
                        bytes,
                        sector(host + done, guest + done));
                file.write(host + done, bytes.flip());
                done += length;
                source.limit(end);
            }
        }
    }

    @Override
    public boolean tryWrite(long host, long guest, ByteBuffer source) throws IOException {
        if (source.remaining() > PIECE) {
            return false;
        }
        try (var lent = buffers.lend(source.remaining())) {
            var bytes = lent.bytes().clear().limit(source.remaining());
            cipher.encrypt(source.duplicate(), bytes, sector(host, guest));
            if (!file.tryWrite(host, bytes.flip())) {
                return false;
            }
            source.position(source.limit());
            return true;
        }
    }

    @Override
    public Optional<MappedRead> tryMapSome(long host, int size) {
        return Optional.empty();
    }
}
