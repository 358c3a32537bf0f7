package org.blockyard.format.cloop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The header of a compressed loop image, version 2: a shell script of 128 bytes and two big-endian
 * numbers. What {@link #read} returns is within all limits.
 *
 * @param blockSize bytes of a block, a multiple of 512
 * @param blocks how many blocks there are
 */
record CloopHeader(int blockSize, int blocks) {
    /** Bytes of a header; behind it is the table of offsets. */
    static final int LENGTH = 136;

    private static final String SCRIPT =
            """
            #!/bin/sh
            #V2.0 Format
            modprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1
            """;

    private static final int BLOCK_SIZE_AT = 128;
    private static final int BLOCKS_AT = 132;
    private static final int SECTOR = 512;
    private static final int MOST_BLOCK_MIB = 64;
    private static final long MOST_BLOCKS = 0xffffffffL / Long.BYTES;
    private static final long MOST_TABLE = 512L << 20;

    /** Bytes of the largest block that an image may have. */
    static final int MOST_BLOCK = MOST_BLOCK_MIB << 20;

    /** Whether bytes begin as a compressed loop image does. */
    static boolean isCloop(ByteBuffer prefix) {
        var script = SCRIPT.getBytes(StandardCharsets.US_ASCII);
        return prefix.remaining() >= script.length
                && prefix.slice(prefix.position(), script.length).equals(ByteBuffer.wrap(script));
    }

    /**
     * The header that begins a buffer. The script is not looked at: whoever names the format has
     * his reasons.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is beyond the limits
     */
    static CloopHeader read(ByteBuffer bytes) throws BlockException {
        long size = Integer.toUnsignedLong(bytes.getInt(BLOCK_SIZE_AT));
        require(size != 0, "block_size cannot be zero");
        require(size % SECTOR == 0, "block_size " + size + " must be a multiple of 512");
        require(
                size <= MOST_BLOCK,
                "block_size " + size + " must be " + MOST_BLOCK_MIB + " MB or less");
        long blocks = Integer.toUnsignedLong(bytes.getInt(BLOCKS_AT));
        require(
                blocks <= MOST_BLOCKS,
                "n_blocks " + blocks + " must be " + MOST_BLOCKS + " or less");
        require(
                (blocks + 1) * Long.BYTES <= MOST_TABLE,
                "image requires too many offsets, try increasing block size");
        return new CloopHeader((int) size, (int) blocks);
    }

    private static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }

    /** Bytes of the disk. */
    long length() {
        return (long) blockSize * blocks;
    }
}
