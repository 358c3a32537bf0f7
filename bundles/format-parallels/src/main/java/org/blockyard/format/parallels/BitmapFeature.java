package org.blockyard.format.parallels;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.blockyard.io.BlockException;

/**
 * A dirty bitmap as the extension describes it (parallels.rst, "Dirty bitmaps feature").
 *
 * @param id its name
 * @param granularity sectors a bit, a power of two
 * @param table where its parts are, one cluster each: 0 for all clean, 1 for all dirty, else in
 *     sectors
 */
record BitmapFeature(UUID id, long granularity, long[] table) {
    /** What a dirty bitmap is known by. */
    static final long MAGIC = 0x20385fae252cb34aL;

    /** Bytes before the table. */
    static final int HEADER = 32;

    static final long ALL_CLEAN = 0;
    static final long ALL_DIRTY = 1;

    /**
     * Sectors; more than anybody needs, and a cluster of bits is still for less than 2^63 bytes.
     */
    static final long MOST_GRANULARITY = 1L << 20;

    /** The bitmap that a feature's bytes describe, which are little-endian. */
    static BitmapFeature read(ParallelsHeader header, ByteBuffer bytes) throws BlockException {
        if (bytes.remaining() < HEADER) {
            throw FormatExtension.damaged(
                    "Too small Bitmap Feature area in Parallels Format Extension: %d bytes,"
                                    .formatted(bytes.remaining())
                            + " expected at least 32 bytes");
        }
        long sectors = bytes.getLong();
        if (sectors != header.sectors()) {
            throw FormatExtension.damaged(
                    "Bitmap size (in sectors) %s differs from disk size in sectors %d"
                            .formatted(Long.toUnsignedString(sectors), header.sectors()));
        }
        // the identifier is bytes in the order in which they are printed
        var name = bytes.slice(bytes.position(), 2 * Long.BYTES);
        var id = new UUID(name.getLong(), name.getLong());
        bytes.position(bytes.position() + 2 * Long.BYTES);
        long granularity = Integer.toUnsignedLong(bytes.getInt());
        if (Long.bitCount(granularity) != 1 || granularity > MOST_GRANULARITY) {
            throw FormatExtension.damaged(
                    "Bitmap granularity of " + granularity + " sectors is not possible");
        }
        long entries = Integer.toUnsignedLong(bytes.getInt());
        if (entries > bytes.remaining() / Long.BYTES) {
            throw FormatExtension.damaged(
                    "Bitmaps feature corrupted: l1 table exceeds extension data_size");
        }
        long expected = entries(header, granularity);
        if (entries != expected) {
            throw FormatExtension.damaged(
                    "Bitmap table size %d does not correspond to bitmap size and cluster size."
                                    .formatted(entries)
                            + " Expected "
                            + expected);
        }
        var table = new long[(int) entries];
        bytes.asLongBuffer().get(table);
        return new BitmapFeature(id, granularity, table);
    }

    /** How many entries a table has. */
    static long entries(ParallelsHeader header, long granularity) {
        long bits = Math.ceilDiv(header.sectors(), granularity);
        return Math.ceilDiv(Math.ceilDiv(bits, Byte.SIZE), header.clusterSize());
    }

    /** Bytes of a feature's data. */
    int size() {
        return HEADER + table.length * Long.BYTES;
    }

    /** Writes a feature's data to a little-endian buffer. */
    void write(ByteBuffer bytes, ParallelsHeader header) {
        bytes.putLong(header.sectors());
        bytes.put(
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .flip());
        bytes.putInt((int) granularity).putInt(table.length);
        bytes.asLongBuffer().put(table);
        bytes.position(bytes.position() + table.length * Long.BYTES);
    }

    /** Where its clusters begin. */
    List<Long> clusters() {
        return Arrays.stream(table)
                .filter(entry -> entry != ALL_CLEAN && entry != ALL_DIRTY)
                .filter(entry -> entry > 0 && entry < Long.MAX_VALUE / ParallelsHeader.SECTOR)
                .map(entry -> entry * ParallelsHeader.SECTOR)
                .boxed()
                .toList();
    }
}
