package org.blockyard.protocol.vvfat;

/**
 * The shape of a disk.
 *
 * @param floppy whether it is a floppy disk
 */
record Geometry(int cylinders, int heads, int sectorsPerTrack, boolean floppy) {
    private static final int FLOPPY_CYLINDERS = 80;
    private static final int FLOPPY_HEADS = 2;
    private static final int FLOPPY_SECTORS = 18;
    private static final int HEADS = 16;
    private static final int SECTORS = 63;
    private static final int CYLINDERS = 1024;
    private static final int CYLINDERS_FAT12 = 64;

    /** A hard disk of 504 MiB, or of 31.5 MiB where 12 bits must do. */
    static Geometry disk(FatType type) {
        return new Geometry(
                type == FatType.FAT12 ? CYLINDERS_FAT12 : CYLINDERS, HEADS, SECTORS, false);
    }

    /** A floppy disk of 1.44 MB, or twice that. */
    static Geometry floppy(boolean doubleDensity) {
        int sectors = doubleDensity ? 2 * FLOPPY_SECTORS : FLOPPY_SECTORS;
        return new Geometry(FLOPPY_CYLINDERS, FLOPPY_HEADS, sectors, true);
    }

    int sectors() {
        return cylinders * heads * sectorsPerTrack;
    }

    /** Sectors before the volume: the first track of a hard disk has the partition table. */
    int hiddenSectors() {
        return floppy ? 0 : sectorsPerTrack;
    }
}
