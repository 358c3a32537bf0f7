package org.blockyard.protocol.vvfat;

import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where everything lies on the disk. Offsets are bytes from the start of the disk, sector numbers
 * count from the start of the volume.
 *
 * @param type the width of the table's entries
 * @param geometry the disk's shape, which says where the volume begins
 * @param sectorsPerCluster sectors in each cluster
 * @param reservedSectors sectors before the first table
 * @param fatSectors sectors of each of the two tables
 * @param rootEntries entries in the root directory; none for FAT32, where it is a chain as any
 *     other
 */
record FatLayout(
        FatType type,
        Geometry geometry,
        int sectorsPerCluster,
        int reservedSectors,
        int fatSectors,
        int rootEntries) {
    static final int SECTOR = 512;
    static final int ENTRY = 32;
    static final int FATS = 2;

    /** The number of the first cluster. */
    static final int FIRST_CLUSTER = 2;

    private static final int SECTORS_PER_CLUSTER = 16;
    private static final int ROOT_ENTRIES = 512;

    /** FAT32 keeps a second boot sector and counters among the reserved ones. */
    private static final int FAT32_RESERVED = 32;

    /**
     * The layout for a disk. Readers tell the type by the number of clusters (at least 4085 for
     * FAT16, 65525 for FAT32), so clusters are as small as that takes.
     */
    static FatLayout of(FatType type, Geometry geometry) {
        boolean wide = type == FatType.FAT32;
        int sectorsPerCluster =
                switch (type) {
                    case FAT12 -> SECTORS_PER_CLUSTER;
                    case FAT16 -> geometry.floppy() ? 1 : SECTORS_PER_CLUSTER;
                    case FAT32 -> SECTORS_PER_CLUSTER / 2;
                };
        var layout =
                new FatLayout(
                        type,
                        geometry,
                        sectorsPerCluster,
                        wide ? FAT32_RESERVED : 1,
                        1,
                        wide ? 0 : ROOT_ENTRIES);
        while (layout.fatSectors * (long) SECTOR
                < type.tableBytes(layout.clusters() + FIRST_CLUSTER)) {
            layout =
                    new FatLayout(
                            type,
                            geometry,
                            sectorsPerCluster,
                            layout.reservedSectors,
                            layout.fatSectors + 1,
                            layout.rootEntries);
        }
        return layout;
    }

    /** Sectors of the volume. */
    int sectors() {
        return geometry.sectors() - geometry.hiddenSectors();
    }

    /** Sectors of the root directory that lies before the clusters. */
    int rootSectors() {
        return rootEntries * ENTRY / SECTOR;
    }

    /** Sectors before the first cluster. */
    int headSectors() {
        return reservedSectors + FATS * fatSectors + rootSectors();
    }

    /** How many clusters there are; they are numbered from 2. */
    int clusters() {
        return (sectors() - headSectors()) / sectorsPerCluster;
    }

    int clusterBytes() {
        return sectorsPerCluster * SECTOR;
    }

    /** Says that the folder has more than the disk can hold. */
    BlockException full() {
        return new BlockException(
                ErrorKind.NO_SPACE,
                String.format(
                        Locale.ROOT,
                        "Directory does not fit in FAT%d (capacity %.2f MB)",
                        type.bits(),
                        sectors() / 2000.0));
    }

    /** How many clusters so many bytes take. */
    long clustersFor(long bytes) {
        return (bytes + clusterBytes() - 1) / clusterBytes();
    }

    /** Where the volume begins. */
    long start() {
        return (long) geometry.hiddenSectors() * SECTOR;
    }

    /** Where the first table begins. */
    long fatOffset() {
        return start() + (long) reservedSectors * SECTOR;
    }

    /** Where the root directory begins that lies before the clusters. */
    long rootOffset() {
        return fatOffset() + (long) FATS * fatSectors * SECTOR;
    }

    /** Where the first cluster begins. */
    long dataOffset() {
        return start() + (long) headSectors() * SECTOR;
    }

    long clusterOffset(int cluster) {
        return dataOffset() + (long) (cluster - FIRST_CLUSTER) * clusterBytes();
    }

    boolean isCluster(int number) {
        return number >= FIRST_CLUSTER && number < FIRST_CLUSTER + clusters();
    }
}
