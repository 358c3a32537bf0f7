package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;

/**
 * Goes through L2 tables, one after the other in the same memory, and stops only where an entry is
 * not zero: most tables of a large disk hold little else, and a check looks at each twice.
 */
final class TableScan {
    private final ImageFile file;
    private final int longs;

    /** Native memory, so that the file's bytes need no second copy. */
    private final ByteBuffer bytes;

    private final LongBuffer unordered;
    private final long[] words;

    TableScan(ImageFile file, Geometry geometry) {
        this.file = file;
        this.longs = geometry.extended() ? 2 : 1;
        this.bytes = ByteBuffer.allocateDirect(geometry.clusterSize());
        this.unordered = bytes.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer();
        this.words = new long[unordered.capacity()];
    }

    /** Reads the table at an offset. */
    void load(long table) throws IOException {
        file.read(table, bytes.clear());
        unordered.get(0, words);
    }

    /** How many entries a table has. */
    int entries() {
        return words.length / longs;
    }

    /**
     * The first entry from an index on of which any bit is set; {@link #entries} if there is none.
     */
    int next(int index) {
        int word = index * longs;
        // zero in any byte order
        while (word < words.length && words[word] == 0) {
            word++;
        }
        return word / longs;
    }

    /** The standard half of an entry. */
    long entry(int index) {
        return bytes.getLong(index * longs * Long.BYTES);
    }

    /** The subclusters' half of an entry; 0 where there is none. */
    long bits(int index) {
        return longs == 1 ? 0 : bytes.getLong((index * longs + 1) * Long.BYTES);
    }

    /** Changes the standard half of an entry; {@link #store} writes it. */
    void change(int index, long entry) {
        bytes.putLong(index * longs * Long.BYTES, entry);
    }

    /** Writes the table, as it was changed, to an offset. */
    void store(long table) throws IOException {
        file.write(table, bytes.clear());
    }
}
