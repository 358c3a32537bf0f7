package org.blockyard.format.vmdk.internal.layout;

import java.nio.ByteBuffer;
import org.blockyard.format.kit.Fields;
import org.blockyard.io.BlockException;

/**
 * What stands before each part of a stream of compressed grains. A marker of a grain is 12 bytes
 * long, with the grain's bytes right behind; that of a table is a sector, with {@link #size} 0.
 *
 * @param value the grain's first sector in the extent, or how many sectors follow
 * @param size bytes of the compressed grain
 * @param type what follows if the size is 0
 */
public record Marker(long value, long size, long type) {
    /** Bytes before those of a compressed grain. */
    public static final int GRAIN_BYTES = 12;

    /** The stream's end. */
    public static final int END = 0;

    /** A grain table follows. */
    public static final int TABLE = 1;

    /** The grain directory follows. */
    public static final int DIRECTORY = 2;

    /** The footer follows. */
    public static final int FOOTER = 3;

    private static final String NAME = "vmdk marker";

    /** Takes it from a sector. */
    public static Marker read(ByteBuffer bytes) throws BlockException {
        var fields = Fields.littleEndian(NAME, bytes);
        return new Marker(fields.u64(0), fields.u32(8), fields.u32(12));
    }

    /** Whether it is that of the stream's end. */
    public boolean isEnd() {
        return value == 0 && size == 0 && type == END;
    }

    /** The first bytes of a compressed grain. */
    public static void putGrain(ByteBuffer target, long sector, int size) {
        Fields.littleEndian(NAME, target).putU64(0, sector).putU32(8, size);
    }

    /** A sector that says what follows in so many sectors. */
    public static ByteBuffer sector(int type, long sectors) {
        var fields = Fields.littleEndian(NAME, ByteBuffer.allocate(SparseHeader.SECTOR));
        return fields.putU64(0, sectors).putU32(12, type).bytes();
    }
}
