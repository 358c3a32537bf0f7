package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;

/**
 * The header extension that names the bitmap directory (specification: Bitmaps extension).
 *
 * @param count bitmaps in the directory
 * @param directorySize bytes of the directory
 * @param directoryOffset where it begins
 */
public record BitmapsExtension(int count, long directorySize, long directoryOffset) {
    /** The bytes of the extension. */
    public static final int LENGTH = 24;

    /** The most bitmaps of an image. */
    public static final int MAX_COUNT = 65535;

    /** The most bytes of a directory. */
    public static final int MAX_DIRECTORY = 1024 * MAX_COUNT;

    /** Reads an extension of the right length; nothing is checked. */
    public static BitmapsExtension read(ByteBuffer in) {
        return new BitmapsExtension(in.getInt(0), in.getLong(8), in.getLong(16));
    }

    /** As it goes to the header. */
    public HeaderExtension extension() {
        var out = ByteBuffer.allocate(LENGTH);
        out.putInt(0, count).putLong(8, directorySize).putLong(16, directoryOffset);
        return new HeaderExtension(HeaderExtension.BITMAPS, out.array());
    }
}
