package org.blockyard.format.vhdx;

import java.io.IOException;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.SectorBits;
import org.blockyard.format.kit.TablePages;

/**
 * The bits that say which sectors of partial blocks are in the file ([MS-VHDX] 2.4). Those of a
 * chunk of blocks fill one block of bits.
 */
final class SectorBitmaps {
    private static final int SMALL_SECTOR = 512;

    private final TablePages pages;
    private final SectorBits bits;
    private final long chunkRatio;

    /** The bits of a disk's blocks, in the pages that have its tables. */
    SectorBitmaps(TablePages pages, DiskShape shape) {
        this.pages = pages;
        this.chunkRatio = shape.chunkRatio();
        this.bits =
                new SectorBits(
                        Long.SIZE,
                        false,
                        shape.logicalSector() / SMALL_SECTOR,
                        shape.blockSize() / shape.logicalSector());
    }

    private BlockTable table(long place) {
        return new BlockTable(pages, place, Region.UNIT / Long.BYTES);
    }

    private long first(long block) {
        return block % chunkRatio * bits.words();
    }

    /** What a block is of which some sectors are there, as the bits at a place say. */
    Place read(long block, long data, long place) throws IOException {
        return bits.read(table(place), first(block), new Place.Data(data));
    }

    /** As {@link #read} if the bits are in memory; else {@link Place#UNKNOWN}. */
    Place cached(long block, long data, long place) {
        return bits.cached(table(place), first(block), new Place.Data(data));
    }

    /** Says that none of a block's sectors is there. */
    void clear(long block, long place) throws IOException {
        bits.clear(table(place), first(block));
    }

    /** Says that sectors of 512 bytes are there; they begin and end with sectors of the disk. */
    void set(long block, long place, int firstSector, int count) throws IOException {
        bits.set(table(place), first(block), firstSector, count);
    }
}
