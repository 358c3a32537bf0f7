package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.blockyard.format.kit.ImageFile;

/**
 * The active L1 table in memory. Read by any thread without a lock; changed under the metadata
 * lock.
 */
public final class L1Table {
    /** Entries that are written together. */
    static final int PER_PAGE = 64;

    /** Entries that are read together. */
    private static final int PIECE = 8192;

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final BitSet dirty = new BitSet();
    private volatile long[] entries;
    private volatile long offset;

    private L1Table(long offset, long[] entries) {
        this.offset = offset;
        this.entries = entries;
    }

    /** Reads a table whose size and place were checked. */
    public static L1Table read(ImageFile file, long offset, int count) throws IOException {
        return new L1Table(offset, longs(file, offset, count));
    }

    /** Reads so many numbers. */
    public static long[] longs(ImageFile file, long offset, int count) throws IOException {
        var numbers = new long[count];
        for (int at = 0; at < count; at += PIECE) {
            int n = Math.min(PIECE, count - at);
            file.read(offset + at * 8L, n * 8).asLongBuffer().get(numbers, at, n);
        }
        return numbers;
    }

    /** Looks at the entries of a table. */
    @FunctionalInterface
    public interface Visitor {
        /** One entry. */
        void visit(int index, long entry) throws IOException;
    }

    /** Shows so many numbers one after the other, in little memory. */
    public static void each(ImageFile file, long offset, int count, Visitor visitor)
            throws IOException {
        for (int at = 0; at < count; at += PIECE) {
            var piece = longs(file, offset + at * 8L, Math.min(PIECE, count - at));
            for (int i = 0; i < piece.length; i++) {
                visitor.visit(at + i, piece[i]);
            }
        }
    }

    /** How many entries it has. */
    public int size() {
        return entries.length;
    }

    /** Where it begins in the file. */
    public long offset() {
        return offset;
    }

    /** An entry; 0 beyond the table's end. */
    public long get(long index) {
        var now = entries;
        return index < now.length ? (long) ENTRY.getAcquire(now, (int) index) : 0;
    }

    /** Changes an entry that is then to be written. */
    void set(int index, long value) {
        ENTRY.setRelease(entries, index, value);
        dirty.set(index / PER_PAGE);
    }

    /** Another place and size, already on disk; entries in both stay. */
    void moved(long newOffset, int count) {
        entries = Arrays.copyOf(entries, count);
        offset = newOffset;
        dirty.clear();
    }

    /** Reads all entries again; none is dirty. */
    void reload(ImageFile file) throws IOException {
        entries = longs(file, offset, entries.length);
    }

    /** Takes what is to be written; it counts as written from here on. */
    void takeDirty(Writes into) {
        for (int page = dirty.nextSetBit(0); page >= 0; page = dirty.nextSetBit(page + 1)) {
            int first = page * PER_PAGE;
            int count = Math.min(PER_PAGE, entries.length - first);
            into.add(offset + first * 8L, bytes(entries, first, count));
        }
        dirty.clear();
    }

    /** All pages are to be written, after a write failed. */
    void redirty() {
        dirty.set(0, (entries.length + PER_PAGE - 1) / PER_PAGE);
    }

    /** Some numbers as they are on disk. */
    static ByteBuffer bytes(long[] numbers, int first, int count) {
        var bytes = ByteBuffer.allocate(count * 8);
        bytes.asLongBuffer().put(numbers, first, count);
        return bytes;
    }
}
