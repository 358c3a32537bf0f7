package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a format's tables say: where each block of a disk is. {@link MappedDisk} makes a disk of it.
 * A format that writes implements {@link WritableMap}.
 *
 * <p>Lookups come from many threads at once, also while blocks are mapped. They check what the
 * tables hold: an entry that can't be is a {@link BlockException} of kind {@code CORRUPT}, and a
 * place that is returned is one that may be read.
 */
@ConsumerType
public interface BlockMap {
    /** The file in which blocks lie. */
    ImageFile file();

    /** The disk's length in bytes; the last block may reach beyond. Does not block. */
    long length();

    /** Bytes a block: any multiple of 512 up to 1 GiB. */
    int blockSize();

    /** What requests are aligned to; 512 for formats that have partial blocks. */
    default int requestAlignment() {
        return 1;
    }

    /** Where a block is; reads a table if need be. */
    Place lookup(long block) throws IOException;

    /**
     * As {@link #lookup} if it is known at once, without blocking; else {@link Place#UNKNOWN}. The
     * default is for formats whose tables are all in memory.
     */
    default Place cached(long block) throws IOException {
        return lookup(block);
    }

    /**
     * How many blocks from this one on are {@linkplain Place#ABSENT absent} because one table of
     * theirs is not there; 1 if nothing is known of the next. Saves looking at each of them.
     */
    default long absentRun(long block) {
        return 1;
    }

    /**
     * Fills a buffer of the block's size with the bytes of a {@linkplain Place.Packed packed}
     * block.
     */
    default void unpack(long block, Place.Packed place, ByteBuffer target) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this format has no packed blocks");
    }

    /**
     * Whether a block's bytes lie at the same place for as long as the image exists, and nothing
     * else ever does. They may be sent by the operating system then, even after they were asked
     * for.
     */
    default boolean placesAreForEver() {
        return false;
    }
}
