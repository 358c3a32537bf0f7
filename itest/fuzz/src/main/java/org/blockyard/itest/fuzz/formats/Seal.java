package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Makes checksums right again after damage: whoever makes a hostile image does so, and what lies
 * behind a checksum is not reached otherwise.
 */
final class Seal {
    private static final int KIB = 1024;

    private Seal() {}

    /** Seals an image of that format, if it has checksums. */
    static void renew(FileChannel image, String format) throws IOException {
        switch (format) {
            case "vpc" -> vhd(image);
            case "vhdx" -> vhdx(image);
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
        // an entry of the log, where ours and the peer's begin
        crc(image, 1024 * KIB, 4 * KIB);
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
