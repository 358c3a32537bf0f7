package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An entry of the bitmap directory (specification: Bitmap directory).
 *
 * @param tableOffset where the bitmap's table begins
 * @param tableEntries its entries
 * @param flags {@link #IN_USE}, {@link #AUTO} and others
 * @param type what kind of bitmap it is
 * @param granularityBits a bit stands for {@code 1 << granularityBits} bytes
 * @param extra what follows that is not understood
 * @param name its name
 */
public record BitmapEntry(
        long tableOffset,
        int tableEntries,
        int flags,
        int type,
        int granularityBits,
        byte[] extra,
        String name) {
    /** Flag: it was not stored at the last end. */
    public static final int IN_USE = 1;

    /** Flag: it records writes. */
    public static final int AUTO = 1 << 1;

    /** Flag: what is not understood in the extra data does no harm. */
    public static final int EXTRA_COMPATIBLE = 1 << 2;

    /** The flags that are understood. */
    public static final int KNOWN_FLAGS = IN_USE | AUTO | EXTRA_COMPATIBLE;

    /** The type of dirty tracking bitmaps. */
    public static final int DIRTY_TRACKING = 1;

    /** The finest granularity. */
    public static final int MIN_GRANULARITY_BITS = 9;

    /** The coarsest granularity. */
    public static final int MAX_GRANULARITY_BITS = 31;

    /** The longest name in bytes. */
    public static final int MAX_NAME = 1023;

    /** The most bytes that a bitmap's bits take. */
    public static final long MAX_BYTES = 0x2000_0000L;

    /** An entry of a bitmap table without a place: all bits of its cluster are set. */
    public static final long ALL_ONES = 1;

    /** The fixed part of an entry. */
    public static final int FIXED = 24;

    /** The bytes of the entry that begins at a place; its fixed part is there. */
    public static long lengthAt(ByteBuffer directory, int at) {
        long length =
                FIXED
                        + (directory.getShort(at + 18) & 0xffffL)
                        + (directory.getInt(at + 20) & 0xffffffffL);
        return (length + 7) & ~7L;
    }

    /** Reads the entry at a place; it lies whole in the buffer. Nothing is checked. */
    public static BitmapEntry readAt(ByteBuffer directory, int at) {
        var extra = new byte[directory.getInt(at + 20)];
        var name = new byte[directory.getShort(at + 18) & 0xffff];
        directory.get(at + FIXED, extra);
        directory.get(at + FIXED + extra.length, name);
        return new BitmapEntry(
                directory.getLong(at),
                directory.getInt(at + 8),
                directory.getInt(at + 12),
                directory.get(at + 16) & 0xff,
                directory.get(at + 17) & 0xff,
                extra,
                new String(name, StandardCharsets.UTF_8));
    }

    /** Its bytes on disk. */
    public int length() {
        return lengthOf(extra.length + nameBytes().length);
    }

    /** The bytes on disk of an entry whose name and extra data have so many. */
    public static int lengthOf(int variable) {
        return (FIXED + variable + 7) & -8;
    }

    /** Writes it, {@link #length} bytes. */
    public void write(ByteBuffer out) {
        int end = out.position() + length();
        var bytes = nameBytes();
        out.putLong(tableOffset).putInt(tableEntries).putInt(flags);
        out.put((byte) type).put((byte) granularityBits).putShort((short) bytes.length);
        out.putInt(extra.length).put(extra).put(bytes).position(end);
    }

    private byte[] nameBytes() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it was not stored at the last end. */
    public boolean inUse() {
        return (flags & IN_USE) != 0;
    }

    /** Whether it records writes. */
    public boolean auto() {
        return (flags & AUTO) != 0;
    }

    /** Whether it is one that is understood here; others are kept as they are. */
    public boolean understood() {
        return type == DIRTY_TRACKING
                && (flags & ~KNOWN_FLAGS) == 0
                && (extra.length == 0 || (flags & EXTRA_COMPATIBLE) != 0);
    }

    /** This entry with other flags. */
    public BitmapEntry withFlags(int changed) {
        return new BitmapEntry(
                tableOffset, tableEntries, changed, type, granularityBits, extra, name);
    }

    /** This entry with another table. */
    public BitmapEntry withTable(long offset, int entries) {
        return new BitmapEntry(offset, entries, flags, type, granularityBits, extra, name);
    }

    /** How many bits a disk of this length needs. */
    public static long bitsFor(long diskSize, int granularityBits) {
        return (diskSize >>> granularityBits)
                + ((diskSize & ((1L << granularityBits) - 1)) != 0 ? 1 : 0);
    }
}
