package org.blockyard.format.vpc;

/**
 * Cylinders, heads and sectors per track, as the appendix "CHS Calculation" of the specification
 * chooses them.
 *
 * @param cylinders cylinders, at most 65535
 * @param heads heads, at most 16 where they were chosen
 * @param sectors sectors of a track
 */
record DiskGeometry(int cylinders, int heads, int sectors) {
    /** The largest; a disk that is longer than it says has it too. */
    static final DiskGeometry LARGEST = new DiskGeometry(65535, 16, 255);

    private static final int MOST_CYLINDERS_AT_63 = 65535;
    private static final int BIOS_CYLINDERS = 1024;

    /** Sectors that it reaches. */
    long total() {
        return (long) cylinders * heads * sectors;
    }

    /** Whether disks of this geometry may be longer than it says. */
    boolean isLargest() {
        return total() >= LARGEST.total();
    }

    /** The geometry of a disk of so many sectors; it may reach a little less. */
    static DiskGeometry of(long disk) {
        if (disk >= LARGEST.total()) {
            return LARGEST;
        }
        if (disk > (long) MOST_CYLINDERS_AT_63 * 16 * 63) {
            return at(disk, 16, 255);
        }
        long tracks = disk / 17;
        int heads = (int) Math.max(4, (tracks + BIOS_CYLINDERS - 1) / BIOS_CYLINDERS);
        if (heads <= 16 && tracks < (long) heads * BIOS_CYLINDERS) {
            return at(disk, heads, 17);
        }
        return disk / 31 < 16 * BIOS_CYLINDERS ? at(disk, 16, 31) : at(disk, 16, 63);
    }

    private static DiskGeometry at(long disk, int heads, int sectors) {
        return new DiskGeometry((int) (disk / sectors / heads), heads, sectors);
    }

    /** The first geometry that reaches so many sectors, or the largest. */
    static DiskGeometry covering(long disk) {
        if (disk == 0) {
            return new DiskGeometry(0, 0, 0);
        }
        var geometry = of(disk);
        for (long more = 1; geometry.total() < disk && !geometry.isLargest(); more++) {
            geometry = of(disk + more);
        }
        return geometry;
    }
}
