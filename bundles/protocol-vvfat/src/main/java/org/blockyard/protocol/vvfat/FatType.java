package org.blockyard.protocol.vvfat;

import java.nio.ByteBuffer;

/** How wide the entries of the file allocation table are, and how they lie in it. */
enum FatType {
    FAT12(12, 0xFFF, 0x01),
    FAT16(16, 0xFFFF, 0x06),
    FAT32(32, 0x0FFF_FFFF, 0x0B);

    private static final int RESERVED_BITS = 0xF000_0000;

    private final int bits;
    private final int mask;
    private final int partitionType;

    FatType(int bits, int mask, int partitionType) {
        this.bits = bits;
        this.mask = mask;
        this.partitionType = partitionType;
    }

    int bits() {
        return bits;
    }

    /** The mark of a chain's last cluster. */
    int end() {
        return mask;
    }

    /** Whether an entry says that its cluster is the last of a chain. */
    boolean isEnd(int entry) {
        return entry >= (mask & ~7);
    }

    /** Its number in a partition table. */
    int partitionType() {
        return partitionType;
    }

    /** How many bytes a table of so many entries takes. */
    long tableBytes(long entries) {
        return (entries * bits + 7) / 8;
    }

    /** The entry of a cluster; the table is little-endian. */
    int get(ByteBuffer table, int cluster) {
        return switch (this) {
            case FAT12 -> {
                int pair = pairOf(table, cluster);
                yield (cluster & 1) == 0 ? pair & mask : pair >>> 4;
            }
            case FAT16 -> table.getShort(cluster * 2) & mask;
            case FAT32 -> table.getInt(cluster * 4) & mask;
        };
    }

    /** Sets the entry of a cluster; what lies beside it stays. */
    void set(ByteBuffer table, int cluster, int entry) {
        switch (this) {
            case FAT12 -> {
                int pair = pairOf(table, cluster);
                int both =
                        (cluster & 1) == 0
                                ? pair & 0xF000 | entry & mask
                                : pair & 0xF | (entry & mask) << 4;
                table.put(cluster + cluster / 2, (byte) both);
                table.put(cluster + cluster / 2 + 1, (byte) (both >>> 8));
            }
            case FAT16 -> table.putShort(cluster * 2, (short) entry);
            case FAT32 ->
                    table.putInt(
                            cluster * 4, table.getInt(cluster * 4) & RESERVED_BITS | entry & mask);
        }
    }

    /** The two bytes in which a 12-bit entry lies. */
    private static int pairOf(ByteBuffer table, int cluster) {
        int at = cluster + cluster / 2;
        return (table.get(at) & 0xFF) | (table.get(at + 1) & 0xFF) << 8;
    }
}
