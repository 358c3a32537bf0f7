package org.blockyard.bitmap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One bit for each piece of a disk. Any thread may do anything at any time: a bit that is set while
 * another thread clears its neighbours stays set. Whoever sets a bit after he wrote, and whoever
 * clears it before he reads, never miss each other: either the reader sees what was written, or the
 * bit is set afterwards. Memory is taken for those parts of the disk where a bit was ever set.
 */
public final class DirtyBits {
    /** The smallest piece that a bit may stand for. */
    public static final long LEAST_GRANULARITY = 512;

    /** The largest piece that a bit may stand for. */
    public static final long MOST_GRANULARITY = 1L << 31;

    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int PAGE_WORDS = 512;
    private static final int PAGE_SHIFT = 15; // bits of a page
    private static final long MOST_PAGES = 1 << 22;
    private static final long NONE = -1;

    private final int shift;
    private final LongAdder dirty = new LongAdder();
    private final ReentrantLock growing = new ReentrantLock();
    private volatile AtomicReferenceArray<long[]> pages;
    private volatile long length;

    /**
     * All clean.
     *
     * @param length bytes of the disk
     * @param granularity bytes a bit, a power of two
     * @throws IllegalArgumentException if either is out of bounds, or the bits would be too many
     */
    public DirtyBits(long length, long granularity) {
        if (Long.bitCount(granularity) != 1
                || granularity < LEAST_GRANULARITY
                || granularity > MOST_GRANULARITY) {
            throw new IllegalArgumentException("no granularity: " + granularity);
        }
        shift = Long.numberOfTrailingZeros(granularity);
        this.pages = new AtomicReferenceArray<>(pageCount(length));
        this.length = length;
    }

    private int pageCount(long bytes) {
        long count = (bits(bytes) + (1 << PAGE_SHIFT) - 1) >>> PAGE_SHIFT;
        if (bytes < 0 || count > MOST_PAGES) {
            throw new IllegalArgumentException(
                    bytes + " bytes are too many for a bitmap of granularity " + granularity());
        }
        return (int) count;
    }

    private long bits(long bytes) {
        return bytes == 0 ? 0 : ((bytes - 1) >>> shift) + 1;
    }

    /** Bytes of the disk. */
    public long length() {
        return length;
    }

    /** Bytes that a bit stands for, a power of two. */
    public long granularity() {
        return 1L << shift;
    }

    /** How many bytes are dirty, whole pieces counted. Exact while nobody changes anything. */
    public long dirtyBytes() {
        return Math.max(0, dirty.sum()) << shift;
    }

    /** Whether the byte at {@code offset} is dirty. */
    public boolean dirty(long offset) {
        return nextBit(offset >>> shift, (offset >>> shift) + 1, true) != NONE;
    }

    /** Makes all pieces dirty that the range touches; it is cut at the disk's end. */
    public void set(long offset, long count) {
        long end = Math.min(length, offset + count);
        if (offset >= end) {
            return;
        }
        // what the caller wrote before comes before the look at the bits: see the class comment
        VarHandle.fullFence();
        long last = bits(end);
        for (long at = offset >>> shift; at < last; ) {
            int bit = (int) at & 63;
            long more = Math.min(64 - bit, last - at);
            setBits(page((int) (at >>> PAGE_SHIFT)), word(at), mask(bit, more));
            at += more;
        }
    }

    private void setBits(long[] page, int word, long mask) {
        if (((long) WORDS.getVolatile(page, word) & mask) != mask) {
            long was = (long) WORDS.getAndBitwiseOr(page, word, mask);
            dirty.add(Long.bitCount(mask & ~was));
        }
    }

    /** Makes all pieces clean that lie wholly in the range; the disk's end counts as a whole. */
    public void clear(long offset, long count) {
        long end = Math.min(length, offset + count);
        long last = end == length ? bits(end) : end >>> shift;
        for (long at = bits(offset); at < last; ) {
            int bit = (int) at & 63;
            long more = Math.min(64 - bit, last - at);
            var page = pages.get((int) (at >>> PAGE_SHIFT));
            if (page == null) {
                at = nextPage(at);
                continue;
            }
            clearBits(page, word(at), mask(bit, more));
            at += more;
        }
    }

    private void clearBits(long[] page, int word, long mask) {
        if (((long) WORDS.getVolatile(page, word) & mask) != 0) {
            long was = (long) WORDS.getAndBitwiseAnd(page, word, ~mask);
            dirty.add(-Long.bitCount(mask & was));
        }
    }

    /** Makes all clean. */
    public void clear() {
        clear(0, length);
    }

    /** Where the first dirty byte of {@code [from, to)} is. */
    public OptionalLong nextDirty(long from, long to) {
        return next(from, to, true);
    }

    /** Where the first clean byte of {@code [from, to)} is. */
    public OptionalLong nextClean(long from, long to) {
        return next(from, to, false);
    }

    private OptionalLong next(long from, long to, boolean dirty) {
        long end = Math.min(to, length);
        long bit = from >= end ? NONE : nextBit(from >>> shift, bits(end), dirty);
        return bit == NONE ? OptionalLong.empty() : OptionalLong.of(Math.max(from, bit << shift));
    }

    /** The first run of dirty bytes in {@code [from, to)}, as long as it is there. */
    public Optional<DirtyRun> next(long from, long to) {
        var start = nextDirty(from, to);
        if (start.isEmpty()) {
            return Optional.empty();
        }
        long end = nextClean(start.getAsLong(), to).orElse(Math.min(to, length));
        return Optional.of(new DirtyRun(start.getAsLong(), end - start.getAsLong()));
    }

    /**
     * Makes the beginning of the first run of dirty bytes in {@code [from, to)} clean and tells it.
     * No two threads get the same bytes.
     *
     * @param from a multiple of the granularity
     * @param most how many bytes it may be; at least one piece is taken
     */
    public Optional<DirtyRun> take(long from, long to, long most) {
        if ((from & (granularity() - 1)) != 0) {
            throw new IllegalArgumentException(from + " is not at a piece's start");
        }
        long end = bits(Math.min(to, length));
        long limit = Math.max(1, most >>> shift);
        for (long at = from >>> shift; at < end; ) {
            at = nextBit(at, end, true);
            if (at == NONE) {
                break;
            }
            long taken = takeBits(at, Math.min(end - at, limit));
            if (taken > 0) {
                long start = at << shift;
                return Optional.of(
                        new DirtyRun(start, Math.min((at + taken) << shift, length) - start));
            }
        }
        return Optional.empty();
    }

    private long takeBits(long from, long most) {
        long taken = 0;
        while (taken < most) {
            long at = from + taken;
            int bit = (int) at & 63;
            long room = Math.min(64 - bit, most - taken);
            long got = takeOfWord(at, bit, room);
            taken += got;
            if (got < room) {
                break;
            }
        }
        return taken;
    }

    private long takeOfWord(long at, int bit, long room) {
        var page = pages.get((int) (at >>> PAGE_SHIFT));
        while (page != null) {
            long now = (long) WORDS.getVolatile(page, word(at));
            long run = Math.min(room, Long.numberOfTrailingZeros(~(now >>> bit)));
            if (run == 0) {
                break;
            }
            if (WORDS.compareAndSet(page, word(at), now, now & ~mask(bit, run))) {
                dirty.add(-run);
                return run;
            }
        }
        return 0;
    }

    /** Makes dirty what is dirty in others, of whatever granularity; theirs stay as they are. */
    public void add(DirtyBits others) {
        long end = others.bits(others.length);
        for (long at = others.nextBit(0, end, true); at != NONE; ) {
            long clean = others.nextBit(at, end, false);
            long stop = clean == NONE ? end : clean;
            set(at << others.shift, (stop - at) << others.shift);
            at = stop == end ? NONE : others.nextBit(stop, end, true);
        }
    }

    /** Other bits, which are as these are now. */
    public DirtyBits copy() {
        var copy = new DirtyBits(length, granularity());
        copy.add(this);
        return copy;
    }

    /** Follows the disk to another length: what is new is clean, what is cut off is forgotten. */
    public void resize(long next) {
        growing.lock();
        try {
            if (next < length) {
                long kept = bits(next);
                if (kept < bits(length)) {
                    clear(kept << shift, length - (kept << shift));
                }
            }
            var now = pages;
            if (pageCount(next) > now.length()) {
                var more = new AtomicReferenceArray<long[]>(pageCount(next));
                for (int i = 0; i < now.length(); i++) {
                    more.set(i, now.get(i));
                }
                pages = more;
            }
            length = next;
        } finally {
            growing.unlock();
        }
    }

    /**
     * Copies the bits as bytes, from the bit that stands for {@code offset} on until the target is
     * full: the first piece is the lowest bit of the first byte. What is beyond the end is zero.
     *
     * @param offset of the disk, a multiple of eight pieces
     */
    public void store(long offset, ByteBuffer target) {
        for (long at = offset >>> shift; target.hasRemaining(); at += Byte.SIZE) {
            int page = (int) (at >>> PAGE_SHIFT);
            var words = page < pages.length() ? pages.get(page) : null;
            long word = words == null ? 0 : (long) WORDS.getVolatile(words, word(at));
            target.put((byte) (word >>> (at & 63)));
        }
    }

    /**
     * Sets the bits that are set in bytes as {@link #store} made them.
     *
     * @param offset of the disk, a multiple of eight pieces
     */
    public void load(long offset, ByteBuffer source) {
        long run = 0;
        long at = offset >>> shift;
        for (; source.hasRemaining(); at += Byte.SIZE) {
            int eight = source.get() & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                if ((eight >>> bit & 1) != 0) {
                    run++;
                } else if (run > 0) {
                    set(at + bit - run << shift, run << shift);
                    run = 0;
                }
            }
        }
        set(at - run << shift, run << shift);
    }

    private long[] page(int index) {
        var page = pages.get(index);
        return page == null ? newPage(index) : page;
    }

    /** One at a time with those that grow, so that no page goes into a table that was left. */
    private long[] newPage(int index) {
        growing.lock();
        try {
            var page = pages.get(index);
            if (page == null) {
                page = new long[PAGE_WORDS];
                pages.set(index, page);
            }
            return page;
        } finally {
            growing.unlock();
        }
    }

    private long nextBit(long from, long end, boolean set) {
        var now = pages;
        long bit = from;
        while (bit < end && bit >>> PAGE_SHIFT < now.length()) {
            var page = now.get((int) (bit >>> PAGE_SHIFT));
            if (page == null) {
                if (!set) {
                    return bit;
                }
                bit = nextPage(bit);
                continue;
            }
            long word = (long) WORDS.getVolatile(page, word(bit));
            long wanted = (set ? word : ~word) >>> (bit & 63);
            if (wanted != 0) {
                bit += Long.numberOfTrailingZeros(wanted);
                return bit < end ? bit : NONE;
            }
            bit = (bit | 63) + 1;
        }
        return NONE;
    }

    private static long nextPage(long bit) {
        return (bit >>> PAGE_SHIFT) + 1 << PAGE_SHIFT;
    }

    private static int word(long bit) {
        return (int) (bit >>> 6) & PAGE_WORDS - 1;
    }

    private static long mask(int bit, long count) {
        return (count == 64 ? -1L : (1L << count) - 1) << bit;
    }
}
