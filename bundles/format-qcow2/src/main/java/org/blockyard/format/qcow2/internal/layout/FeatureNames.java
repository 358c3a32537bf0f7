package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The feature name table (specification: Feature name table). */
public final class FeatureNames {
    private static final int ENTRY = 48;
    private static final int NAME = 46;
    private static final int INCOMPATIBLE = 0;
    private static final int COMPATIBLE = 1;
    private static final int AUTOCLEAR = 2;

    private FeatureNames() {}

    /** The table that a new image gets. */
    public static HeaderExtension table() {
        var out = ByteBuffer.allocate(8 * ENTRY);
        put(out, INCOMPATIBLE, Features.DIRTY, "dirty bit");
        put(out, INCOMPATIBLE, Features.CORRUPT, "corrupt bit");
        put(out, INCOMPATIBLE, Features.DATA_FILE, "external data file");
        put(out, INCOMPATIBLE, Features.COMPRESSION_TYPE, "compression type");
        put(out, INCOMPATIBLE, Features.EXTENDED_L2, "extended L2 entries");
        put(out, COMPATIBLE, Features.LAZY_REFCOUNTS, "lazy refcounts");
        put(out, AUTOCLEAR, Features.BITMAPS, "bitmaps");
        put(out, AUTOCLEAR, Features.RAW_DATA_FILE, "raw external data");
        return new HeaderExtension(HeaderExtension.FEATURE_NAMES, out.array());
    }

    private static void put(ByteBuffer out, int type, long bit, String name) {
        out.put((byte) type).put((byte) Long.numberOfTrailingZeros(bit));
        out.put(name.getBytes(StandardCharsets.US_ASCII))
                .position((out.position() + NAME) / ENTRY * ENTRY);
    }

    /**
     * What the image itself calls some incompatible features, separated by commas; those it does
     * not name by their bits.
     */
    public static String describe(long bits, List<HeaderExtension> extensions) {
        var names = new ArrayList<String>();
        var table = HeaderExtension.find(extensions, HeaderExtension.FEATURE_NAMES);
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            int bit = Long.numberOfTrailingZeros(rest);
            names.add(table.map(found -> name(found.data(), bit)).orElse("bit " + bit));
        }
        return String.join(", ", names);
    }

    private static String name(byte[] table, int bit) {
        for (int at = 0; at + ENTRY <= table.length; at += ENTRY) {
            if (table[at] == INCOMPATIBLE && table[at + 1] == bit) {
                return printable(new String(table, at + 2, NAME, StandardCharsets.UTF_8));
            }
        }
        return "bit " + bit;
    }

    private static String printable(String padded) {
        int end = padded.indexOf('\0');
        return (end < 0 ? padded : padded.substring(0, end)).replaceAll("\\p{Cntrl}", "?");
    }
}
