package org.blockyard.format.parallels;

import java.io.IOException;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/** Makes one image. */
final class ParallelsCreation {
    private static final int SECTOR = ParallelsHeader.SECTOR;
    private static final long MOST_CLUSTERS = 1L << 32;

    private final ParallelsHeader header;

    ParallelsCreation(ParallelsCreateOptions options) throws BlockException {
        long cluster = sectors(options.clusterSize(), "Cluster size is too large") * SECTOR;
        if (cluster > Limits.MAX_REQUEST || cluster > ParallelsHeader.MOST_CLUSTER) {
            throw tooLarge("Cluster size is too large");
        }
        long sectors = sectors(options.size(), "Image size is too large for this cluster size");
        if (cluster == 0 || Math.ceilDiv(sectors * SECTOR, cluster) >= MOST_CLUSTERS) {
            throw tooLarge("Image size is too large for this cluster size");
        }
        long entries = Math.ceilDiv(sectors * SECTOR, cluster);
        this.header = header(sectors, (int) (cluster / SECTOR), entries);
    }

    private static long sectors(long bytes, String otherwise) throws BlockException {
        if (bytes > Long.MAX_VALUE - SECTOR) {
            throw tooLarge(otherwise);
        }
        return Math.ceilDiv(bytes, SECTOR);
    }

    private static ParallelsHeader header(long sectors, int clusterSectors, long entries)
            throws BlockException {
        if (entries > ParallelsHeader.MOST_ENTRIES) {
            throw tooLarge("Image size is too large for this cluster size");
        }
        var header = ParallelsHeader.of(sectors, clusterSectors, (int) entries, 0);
        return ParallelsHeader.of(
                sectors, clusterSectors, (int) entries, header.leastDataStart() / SECTOR);
    }

    private static BlockException tooLarge(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }

    /** Makes it in a child; what was there before is gone. */
    void run(Child child) throws IOException {
        if (child.length() > 0) {
            child.resize(0, Preallocation.OFF, false);
        }
        var file = new ImageFile(child, false);
        long start = header.dataStart();
        if (file.length() == 0) {
            // what a file grows by reads as zeroes
            file.setLength(start);
        } else {
            file.writeZeroes(0, start, RequestFlags.MAY_UNMAP);
        }
        file.write(0, header.bytes());
        file.flush();
    }
}
