package org.blockyard.format.raw;

import java.util.OptionalLong;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The part of a file that is the disk.
 *
 * @param offset where it begins
 * @param size how long it is, if that is fixed
 */
record RawRange(long offset, OptionalLong size) {
    private static final long SECTOR = 512;

    /** The range that options mean in a file of that length. */
    static RawRange of(RawOptions options, long fileLength) throws BlockException {
        long offset = options.offset();
        if (offset > fileLength) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Offset ("
                            + offset
                            + ") cannot be greater than size of the containing file ("
                            + fileLength
                            + ")");
        }
        if (options.size().isEmpty()) {
            return new RawRange(offset, OptionalLong.empty());
        }
        long size = options.size().get();
        if (size % SECTOR != 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Specified size is not multiple of " + SECTOR);
        }
        if (size > fileLength - offset) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The sum of offset ("
                            + offset
                            + ") and size ("
                            + size
                            + ") has to be smaller or equal to the actual size of the containing file ("
                            + fileLength
                            + ")");
        }
        return new RawRange(offset, OptionalLong.of(size));
    }

    /** The disk's length in a file of that length: whole sectors. */
    long length(long fileLength) {
        if (size.isPresent()) {
            return size.getAsLong();
        }
        long bytes = Math.max(0, fileLength - offset);
        return (bytes + SECTOR - 1) & -SECTOR;
    }
}
