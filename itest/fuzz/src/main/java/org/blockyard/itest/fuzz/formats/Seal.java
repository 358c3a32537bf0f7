package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/**
 * Makes checksums right again after damage: whoever makes a hostile image does so, and what lies
 * behind a checksum is not reached otherwise.
 */
final class Seal {
    private static final int KIB = 1024;
    private static final int MOST_ENTRIES = 64;
    private static final int LOG_ENTRY = 0x65676f6c;
    private static final long EXTENSION = 0xab234cef23dcea87L;

    private Seal() {}

    /** Seals an image of that format, if it has checksums. */
    static void renew(FileChannel image, String format) throws IOException {
        switch (format) {
            case "vpc" -> vhd(image);
            case "vhdx" -> vhdx(image);
            case "parallels" -> parallels(image);
            default -> {
                // none of what lies in front of its data
            }
        }
    }

    private static void vhd(FileChannel image) throws IOException {
        sum(image, 0, 512, 64);
        sum(image, image.size() - 512, 512, 64);
        sum(image, 512, KIB, 36);
    }

    /** The complement of the sum of all bytes but its own, in four bytes of the structure. */
    private static void sum(FileChannel image, long offset, int length, int at) throws IOException {
        if (offset < 0 || offset + length > image.size()) {
            return;
        }
        var bytes = Specimen.read(image, offset, length).putInt(at, 0);
        int sum = 0;
        while (bytes.hasRemaining()) {
            sum += bytes.get() & 0xff;
        }
        image.write(ByteBuffer.allocate(4).putInt(0, ~sum), offset + at);
    }

    private static void vhdx(FileChannel image) throws IOException {
        crc(image, 64 * KIB, 4 * KIB);
        crc(image, 128 * KIB, 4 * KIB);
        crc(image, 192 * KIB, 64 * KIB);
        crc(image, 256 * KIB, 64 * KIB);
        log(image);
    }

    /** The entries of the log, as long as they say, from where ours and the peer's begin. */
    private static void log(FileChannel image) throws IOException {
        long at = 1024 * KIB;
        for (int entries = 0; entries < MOST_ENTRIES; entries++) {
            int length = (int) Specimen.number(image, at + 8, 4, ByteOrder.LITTLE_ENDIAN);
            boolean entry = Specimen.number(image, at, 4, ByteOrder.LITTLE_ENDIAN) == LOG_ENTRY;
            if (!entry || length < 4 * KIB || length > 1024 * KIB) {
                return;
            }
            crc(image, at, length);
            at += length;
        }
    }

    /** The MD5 of the format extension, behind its own magic number. */
    private static void parallels(FileChannel image) throws IOException {
        long at = Specimen.number(image, 56, 8, ByteOrder.LITTLE_ENDIAN) * 512;
        int cluster = (int) Specimen.number(image, 28, 4, ByteOrder.LITTLE_ENDIAN) * 512;
        boolean known = Specimen.number(image, at, 8, ByteOrder.LITTLE_ENDIAN) == EXTENSION;
        if (!known || cluster <= 24 || cluster > 1024 * KIB) {
            return;
        }
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(Specimen.read(image, at + 24, cluster - 24));
            image.write(ByteBuffer.wrap(digest.digest()), at + 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The CRC-32C of a structure, with zeroes for itself, in its second four bytes. */
    private static void crc(FileChannel image, long offset, int length) throws IOException {
        if (offset + length > image.size()) {
            return;
        }
        var bytes = Specimen.read(image, offset, length).putInt(4, 0);
        if (bytes.getInt(0) == 0) {
            return;
        }
        var crc = new CRC32C();
        crc.update(bytes);
        var sum = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        image.write(sum.putInt(0, (int) crc.getValue()), offset + 4);
    }
}
