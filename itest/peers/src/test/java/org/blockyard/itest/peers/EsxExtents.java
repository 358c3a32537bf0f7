package org.blockyard.itest.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Extents as ESX makes them, of 2 MiB, with a few grains; written by hand, for no tool makes any.
 */
final class EsxExtents {
    /** What the bytes of a grain are. */
    static final byte FILLING = 0x5a;

    /** Where such a byte is in the disk. */
    static final int FILLED = 8192;

    private static final int SECTOR = 512;
    private static final int LENGTH = 4096;

    private EsxExtents() {}

    /** One of sectors, each with an entry in a table of 4096. */
    static ByteBuffer cowd() {
        var file = zeroes(64);
        file.putInt(0, 0x44574f43).putInt(4, 1).putInt(8, 3).putInt(12, LENGTH).putInt(16, 1);
        file.putInt(20, 4).putInt(24, 1);
        file.putInt(4 * SECTOR, 8);
        int table = 8 * SECTOR;
        for (int i = 0; i < 8; i++) {
            file.putInt(table + (FILLED / SECTOR + i) * Integer.BYTES, 40 + i);
        }
        return filled(file, 40, 8);
    }

    /** One of grains of eight sectors: one with data, one that is zeroes, one that was unmapped. */
    static ByteBuffer seSparse() {
        var file = zeroes(256);
        file.putLong(0, 0xcafebabeL).putLong(8, 0x200000001L).putLong(16, LENGTH);
        file.putLong(24, 8).putLong(32, 64);
        file.putLong(80, 1).putLong(88, 1);
        file.putLong(128, 2).putLong(136, 1);
        file.putLong(144, 64).putLong(152, 64);
        file.putLong(192, 128).putLong(200, 128);
        file.putLong(SECTOR, 0xcafecafeL);
        file.putLong(2 * SECTOR, 0x1000000000000000L);
        int table = 64 * SECTOR;
        int grain = FILLED / 4096;
        file.putLong(table + grain * Long.BYTES, 0x3000000000000000L | 5L << 48);
        file.putLong(table + (grain + 1) * Long.BYTES, 0x2000000000000000L);
        file.putLong(table + (grain + 3) * Long.BYTES, 0x1000000000000000L);
        return filled(file, 128 + 5 * 8, 8);
    }

    private static ByteBuffer zeroes(int sectors) {
        return ByteBuffer.allocate(sectors * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer filled(ByteBuffer file, int sector, int count) {
        Arrays.fill(file.array(), sector * SECTOR, (sector + count) * SECTOR, FILLING);
        return file;
    }
}
