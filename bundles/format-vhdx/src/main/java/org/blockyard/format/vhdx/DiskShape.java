package org.blockyard.format.vhdx;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What an image's metadata say of its disk.
 *
 * @param size the disk's length in bytes
 * @param blockSize bytes of a block
 * @param logicalSector bytes of a sector: 512 or 4096
 * @param physicalSector bytes of a sector of the medium
 * @param fixed whether all blocks have their space
 * @param differencing whether it has a parent
 */
record DiskShape(
        long size,
        int blockSize,
        int logicalSector,
        int physicalSector,
        boolean fixed,
        boolean differencing) {
    /** The longest disk. */
    static final long LONGEST = 64L << 40;

    /** The largest block. */
    static final int LARGEST_BLOCK = 256 << 20;

    /** Sectors that one block of sector bits has bits for. */
    private static final long SECTORS_OF_CHUNK = 1 << 23;

    /** Refuses a length that such a disk can't have. */
    void requireLength(long length) throws BlockException {
        if (length > LONGEST) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "Image size too large; max of 64TB");
        }
        if (length % logicalSector != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "the length of a disk with sectors of %d bytes must be a multiple of that"
                            .formatted(logicalSector));
        }
    }

    /** This shape of a disk that is so long. */
    DiskShape withSize(long length) {
        return new DiskShape(length, blockSize, logicalSector, physicalSector, fixed, differencing);
    }

    /** Blocks of which each has an entry in the table. */
    long blocks() {
        return Math.ceilDiv(size, (long) blockSize);
    }

    /** How much of the last block belongs to the disk, if there is one. */
    long sizeOfLast() {
        return size - (blocks() - 1) * blockSize;
    }

    /** Blocks whose sectors' bits lie in one block of bits, whose entry is behind theirs. */
    long chunkRatio() {
        return SECTORS_OF_CHUNK * logicalSector / blockSize;
    }

    /** The index of a block's entry in the table. */
    long entryOf(long block) {
        return block + block / chunkRatio();
    }

    /** The index of the entry of the block of bits for a block's sectors. */
    long bitmapEntryOf(long block) {
        return (block / chunkRatio() + 1) * (chunkRatio() + 1) - 1;
    }

    /** Entries of the table. */
    long entries() {
        long blocks = blocks();
        if (blocks == 0) {
            return 0;
        }
        return differencing ? bitmapEntryOf(blocks - 1) + 1 : entryOf(blocks - 1) + 1;
    }
}
