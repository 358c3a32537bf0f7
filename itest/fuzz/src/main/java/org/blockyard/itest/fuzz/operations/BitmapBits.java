package org.blockyard.itest.fuzz.operations;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A persistent dirty bitmap as it lies in an image, read by its own small reader: what is compared
 * is the file and not what a tool makes of it.
 *
 * @param granularityBits a bit stands for {@code 1 << granularityBits} bytes
 * @param flags 1 in use, 2 records
 * @param bits which are set
 */
record BitmapBits(int granularityBits, int flags, BitSet bits) {
    private static final int EXTENSION = 0x23852875;
    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
    private static final int FIXED = 24;

    /** Where it and another differ, for people. */
    String difference(BitmapBits other) {
        if (granularityBits != other.granularityBits || flags != other.flags) {
            return "granularity or flags: " + this + ", " + other;
        }
        var both = (BitSet) bits.clone();
        both.and(other.bits);
        var here = (BitSet) bits.clone();
        here.andNot(both);
        var there = (BitSet) other.bits.clone();
        there.andNot(both);
        return "bits of " + (1 << granularityBits) + ": ours alone " + here + ", theirs " + there;
    }

    /** All bitmaps of an image by their names. */
    static Map<String, BitmapBits> read(Path file) throws IOException {
        var image = ByteBuffer.wrap(Files.readAllBytes(file));
        var all = new TreeMap<String, BitmapBits>();
        int extension = image.getInt(4) == 2 ? -1 : extension(image);
        if (extension < 0) {
            return all;
        }
        int at = (int) image.getLong(extension + 24);
        for (int i = image.getInt(extension + 8); i > 0; i--) {
            int nameLength = image.getShort(at + 18);
            int extra = image.getInt(at + 20);
            var name = new byte[nameLength];
            image.get(at + FIXED + extra, name);
            all.put(new String(name, StandardCharsets.UTF_8), entry(image, at));
            at += FIXED + extra + nameLength + 7 & ~7;
        }
        return all;
    }

    private static int extension(ByteBuffer image) {
        int at = image.getInt(100);
        while (image.getInt(at) != 0) {
            if (image.getInt(at) == EXTENSION) {
                return at;
            }
            at += 8 + (image.getInt(at + 4) + 7 & ~7);
        }
        return -1;
    }

    private static BitmapBits entry(ByteBuffer image, int at) {
        int cluster = 1 << image.getInt(20);
        int granularityBits = image.get(at + 17);
        int table = (int) image.getLong(at);
        int entries = image.getInt(at + 8);
        var bytes = new byte[entries * cluster];
        for (int i = 0; i < entries; i++) {
            long entry = image.getLong(table + 8 * i);
            int place = (int) (entry & OFFSET);
            if (place != 0) {
                // the image may end before its last cluster does
                int there = Math.min(cluster, image.capacity() - place);
                image.get(place, bytes, i * cluster, there);
            } else if ((entry & 1) != 0) {
                Arrays.fill(bytes, i * cluster, (i + 1) * cluster, (byte) -1);
            }
        }
        var bits = BitSet.valueOf(bytes);
        long size = image.getLong(24);
        int count = (int) (size + (1L << granularityBits) - 1 >>> granularityBits);
        bits.clear(count, Math.max(count, bits.length()));
        return new BitmapBits(granularityBits, image.getInt(at + 12), bits);
    }
}
