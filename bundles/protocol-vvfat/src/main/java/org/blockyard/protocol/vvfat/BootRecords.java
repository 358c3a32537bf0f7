package org.blockyard.protocol.vvfat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The partition table, the boot sector and FAT32's counters. Numbers are offsets as in Microsoft's
 * "FAT32 File System Specification" 1.03; all is little-endian.
 */
final class BootRecords {
    /** Where the parameters of a boot sector that describe the layout begin. */
    static final int PARAMETERS = 11;

    /** Where they end; label and flags that a guest may change come later. */
    static final int PARAMETERS_END = 36;

    private static final int SERIAL = 0xFABE_1AFD;
    private static final int DISK_SIGNATURE = 0xBE1A_FDFA;
    private static final int SIGNATURE_AT = 510;
    private static final short SIGNATURE = (short) 0xAA55;
    private static final int PARTITION_AT = 0x1BE;
    private static final int INFO_SECTOR = 1;
    private static final int BACKUP_SECTOR = 6;
    private static final int UNKNOWN = -1;

    private final FatLayout layout;
    private final byte[] label;

    /** The records of a volume; the label has 11 bytes. */
    BootRecords(FatLayout layout, byte[] label) {
        this.layout = layout;
        this.label = label;
    }

    /** The first sector of a hard disk. */
    byte[] partitionTable() {
        var sector = sector();
        var geometry = layout.geometry();
        sector.putInt(0x1B8, DISK_SIGNATURE);
        sector.position(PARTITION_AT);
        sector.put((byte) 0x80);
        address(sector, 1, 1, 0);
        sector.put((byte) layout.type().partitionType());
        address(sector, geometry.heads() - 1, geometry.sectorsPerTrack(), geometry.cylinders() - 1);
        sector.putInt(geometry.hiddenSectors()).putInt(layout.sectors());
        return sector.array();
    }

    /** A place as head, sector and cylinder. */
    private static void address(ByteBuffer sector, int head, int number, int cylinder) {
        sector.put((byte) head).put((byte) (number | cylinder >> 2 & 0xC0)).put((byte) cylinder);
    }

    /** All reserved sectors of the volume. */
    byte[] reserved(int freeClusters, int nextFree) {
        var all = new byte[layout.reservedSectors() * FatLayout.SECTOR];
        var boot = bootSector();
        System.arraycopy(boot, 0, all, 0, boot.length);
        if (layout.type() == FatType.FAT32) {
            var info = counters(freeClusters, nextFree);
            for (int copy : new int[] {0, BACKUP_SECTOR}) {
                System.arraycopy(boot, 0, all, copy * FatLayout.SECTOR, boot.length);
                int at = (copy + INFO_SECTOR) * FatLayout.SECTOR;
                System.arraycopy(info, 0, all, at, info.length);
            }
        }
        return all;
    }

    /** The first sector of the volume. */
    byte[] bootSector() {
        var sector = sector();
        var geometry = layout.geometry();
        boolean wide = layout.type() == FatType.FAT32;
        int sectors = layout.sectors();
        boolean few = sectors < 0x10000 && !wide;
        sector.put(new byte[] {(byte) 0xEB, (byte) (wide ? 0x58 : 0x3E), (byte) 0x90});
        sector.put("MSWIN4.1".getBytes(StandardCharsets.US_ASCII));
        sector.putShort((short) FatLayout.SECTOR);
        sector.put((byte) layout.sectorsPerCluster());
        sector.putShort((short) layout.reservedSectors());
        sector.put((byte) FatLayout.FATS);
        sector.putShort((short) layout.rootEntries());
        sector.putShort((short) (few ? sectors : 0));
        sector.put(media());
        sector.putShort((short) (wide ? 0 : layout.fatSectors()));
        sector.putShort((short) geometry.sectorsPerTrack());
        sector.putShort((short) geometry.heads());
        sector.putInt(geometry.hiddenSectors());
        sector.putInt(few ? 0 : sectors);
        if (wide) {
            sector.putInt(layout.fatSectors()).putShort((short) 0).putShort((short) 0);
            sector.putInt(FatLayout.FIRST_CLUSTER);
            sector.putShort((short) INFO_SECTOR).putShort((short) BACKUP_SECTOR);
            sector.position(sector.position() + 12);
        }
        sector.put((byte) (geometry.floppy() ? 0 : 0x80)).put((byte) 0).put((byte) 0x29);
        sector.putInt(SERIAL).put(label);
        sector.put(("FAT" + layout.type().bits() + "   ").getBytes(StandardCharsets.US_ASCII));
        return sector.array();
    }

    /** What the first entry of the table repeats. */
    byte media() {
        return (byte) (layout.geometry().floppy() ? 0xF0 : 0xF8);
    }

    private static byte[] counters(int freeClusters, int nextFree) {
        var sector = sector();
        sector.putInt(0, 0x4161_5252).putInt(484, 0x6141_7272);
        sector.putInt(488, freeClusters).putInt(492, freeClusters == 0 ? UNKNOWN : nextFree);
        return sector.array();
    }

    private static ByteBuffer sector() {
        return ByteBuffer.allocate(FatLayout.SECTOR)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(SIGNATURE_AT, SIGNATURE);
    }
}
