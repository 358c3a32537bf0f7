package org.blockyard.format.qcow2.internal.bitmaps;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Bits in memory, in pages that are there only if they hold both kinds of bits or are marked.
 * Marking is done by any thread without a lock; all else with nobody marking, or with marks that
 * come meanwhile seen or not.
 */
final class DirtyBits {
    /** Bytes of a page. */
    static final int PAGE_BYTES = 4096;

    private static final int PAGE_BITS = PAGE_BYTES * 8;
    private static final int PAGE_LONGS = PAGE_BYTES / 8;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final AtomicReferenceArray<long @Nullable []> pages;
    private final long[] full;
    private final long size;

    /** So many clear bits. */
    DirtyBits(long size) {
        this.size = size;
        this.pages = new AtomicReferenceArray<>((int) ((size + PAGE_BITS - 1) / PAGE_BITS));
        this.full = new long[PAGE_LONGS];
        Arrays.fill(full, -1L);
    }

    /** How many bits there are. */
    long size() {
        return size;
    }

    /** How many pages there would be if all were there. */
    int pageCount() {
        return pages.length();
    }

    /** Sets the bits from {@code first} to before {@code end}. */
    void set(long first, long end) {
        for (long at = first; at < end; ) {
            int page = (int) (at / PAGE_BITS);
            long pageEnd = Math.min(end, (page + 1L) * PAGE_BITS);
            if (at == (long) page * PAGE_BITS && pageEnd - at == PAGE_BITS) {
                pages.set(page, full);
            } else {
                setInPage(page, (int) (at % PAGE_BITS), (int) (pageEnd - 1) % PAGE_BITS);
            }
            at = pageEnd;
        }
    }

    private void setInPage(int page, int first, int last) {
        var words = pages.get(page);
        while (words == null) {
            pages.compareAndSet(page, null, new long[PAGE_LONGS]);
            words = pages.get(page);
        }
        for (int word = first >>> 6; word <= last >>> 6; word++) {
            long mask =
                    (word == first >>> 6 ? -1L << first : -1L)
                            & (word == last >>> 6 ? -1L >>> ~last : -1L);
            if (((long) WORD.getOpaque(words, word) & mask) != mask) {
                WORD.getAndBitwiseOr(words, word, mask);
            }
        }
    }

    /** Clears all. */
    void clear() {
        for (int page = 0; page < pages.length(); page++) {
            pages.set(page, null);
        }
    }

    private boolean get(long bit) {
        var words = pages.get((int) (bit / PAGE_BITS));
        return words != null && (words[(int) (bit % PAGE_BITS) >>> 6] >>> bit & 1) != 0;
    }

    /** The first bit from {@code from} on that differs from the one there, at most {@code end}. */
    long runEnd(long from, long end) {
        boolean kind = get(from);
        long at = from + 1;
        while (at < end) {
            var words = pages.get((int) (at / PAGE_BITS));
            if (words == null || words == full) {
                if (kind == (words == null)) {
                    return at;
                }
                at = (at / PAGE_BITS + 1) * PAGE_BITS;
                continue;
            }
            long word = words[(int) (at % PAGE_BITS) >>> 6];
            long different = (kind ? ~word : word) & (-1L << at);
            if (different != 0) {
                return Math.min(end, (at & -64) + Long.numberOfTrailingZeros(different));
            }
            at = (at & -64) + 64;
        }
        return end;
    }

    /** Whether a bit is set. */
    boolean isSet(long bit) {
        return get(bit);
    }

    /** How many bits are set. */
    long count() {
        long count = 0;
        for (int page = 0; page < pages.length(); page++) {
            var words = pages.get(page);
            if (words == null) {
                continue;
            }
            long first = (long) page * PAGE_BITS;
            int bits = (int) Math.min(PAGE_BITS, size - first);
            for (int at = 0; at < bits; at += 64) {
                long word = words[at >>> 6];
                count += Long.bitCount(bits - at < 64 ? word & ((1L << (bits - at)) - 1) : word);
            }
        }
        return count;
    }

    /** The same marks for another number of bits; new ones are clear. */
    DirtyBits resized(long newSize) {
        var other = new DirtyBits(newSize);
        for (long at = 0; at < Math.min(size, newSize); ) {
            long end = runEnd(at, Math.min(size, newSize));
            if (get(at)) {
                other.set(at, end);
            }
            at = end;
        }
        return other;
    }

    /** What a piece of the bits is as bytes. */
    enum Piece {
        /** All clear. */
        CLEAR,
        /** All set. */
        SET,
        /** Both. */
        MIXED
    }

    /**
     * Writes the bits as bytes from byte {@code from} on to fill the buffer, little-endian; what is
     * beyond the last bit is zero.
     */
    Piece copyTo(long from, ByteBuffer out) {
        var kind = new boolean[2];
        out.order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < out.limit(); at += 8) {
            long word = word((from + at) * 8);
            out.putLong(at, word);
            kind[0] |= word != -1L;
            kind[1] |= word != 0;
        }
        if (!kind[1]) {
            return Piece.CLEAR;
        }
        return kind[0] ? Piece.MIXED : Piece.SET;
    }

    private long word(long bit) {
        if (bit >= size) {
            return 0;
        }
        var words = pages.get((int) (bit / PAGE_BITS));
        if (words == null) {
            return 0;
        }
        long word = (long) WORD.getOpaque(words, (int) (bit % PAGE_BITS) >>> 6);
        return size - bit < 64 ? word & ((1L << (size - bit)) - 1) : word;
    }

    /**
     * Takes bits from bytes whose first is byte {@code from}, a multiple of a page or the bytes of
     * less than one.
     *
     * @return pages that it took memory for
     */
    int copyFrom(long from, ByteBuffer in) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        int taken = 0;
        for (int at = 0; at < in.limit(); at += 8) {
            long word = in.getLong(at);
            long bit = (from + at) * 8;
            if (word != 0 && bit < size) {
                int page = (int) (bit / PAGE_BITS);
                var words = pages.get(page);
                if (words == null) {
                    words = new long[PAGE_LONGS];
                    pages.set(page, words);
                    taken++;
                }
                words[(int) (bit % PAGE_BITS) >>> 6] = word;
            }
        }
        return taken;
    }
}
