package org.blockyard.itest.bench.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What each block of a disk may hold: its generation by the last acknowledged request, that of the
 * last request sent, and that of the last one known to be on disk. Used by one thread at a time.
 *
 * <p>A generation grows with each request that changes something, and its lowest bits say what that
 * was. A trimmed block holds zeroes or what it held before, the same on each read. What a crash
 * leaves of trimmed blocks is not known well enough to be judged: loads that end by one do not
 * trim.
 */
public final class Generations {
    private static final int KIND_BITS = 2;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    /** The block has its stamp. */
    private static final int DATA = 0;

    /** The block has zeroes. */
    private static final int ZERO = 1;

    /** The block has zeroes, or what was there before. */
    private static final int TRIMMED = 2;

    /** The block was trimmed and has what was there before. */
    private static final int KEPT = 3;

    /** The generation of a new disk. */
    static final long FIRST = 1 << KIND_BITS;

    private final long[] sent;
    private final long[] acknowledged;
    private final long[] durable;
    private final long[] zeroed;
    private final long[] before;
    private final boolean[] torn;
    private long last = FIRST >> KIND_BITS;

    /** A disk of that many blocks of 4 KiB as {@link #fill} makes it. */
    public Generations(int blocks) {
        sent = new long[blocks];
        Arrays.fill(sent, FIRST);
        acknowledged = sent.clone();
        durable = sent.clone();
        zeroed = new long[blocks];
        before = new long[blocks];
        torn = new boolean[blocks];
    }

    int blocks() {
        return sent.length;
    }

    /** Writes the disk as it is in the beginning into a new file. */
    public void fill(Path raw) throws IOException {
        var block = ByteBuffer.allocate(Stamp.BLOCK);
        try (var out =
                FileChannel.open(raw, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int b = 0; b < sent.length; b++) {
                Stamp.put(block.clear(), b, FIRST);
                out.write(block.flip(), (long) b * Stamp.BLOCK);
            }
        }
    }

    /**
     * Whether a block, of which no request that changes it is in flight, was read as it must be.
     */
    boolean right(ByteBuffer data, int at, int block) {
        long generation = acknowledged[block];
        return torn[block]
                || switch (kind(generation)) {
                    case DATA -> Stamp.is(data, at, block, generation);
                    case ZERO -> Stamp.isZero(data, at, Stamp.BLOCK);
                    case KEPT -> holdsBefore(data, at, block);
                    default -> trimmed(data, at, block);
                };
    }

    private boolean trimmed(ByteBuffer data, int at, int block) {
        boolean zero = Stamp.isZero(data, at, Stamp.BLOCK);
        long kind = zero ? ZERO : KEPT;
        acknowledged[block] = acknowledged[block] & ~KIND_MASK | kind;
        return zero || holdsBefore(data, at, block);
    }

    private boolean holdsBefore(ByteBuffer data, int at, int block) {
        return kind(before[block]) == DATA
                ? Stamp.is(data, at, block, before[block])
                : Stamp.isZero(data, at, Stamp.BLOCK);
    }

    private static int kind(long generation) {
        return (int) generation & KIND_MASK;
    }

    /** What a block must hold, for people. */
    String expected(int block) {
        return "expected %s, flushed %s".formatted(name(acknowledged[block]), name(durable[block]));
    }

    /** A generation for people. */
    private static String name(long generation) {
        var what =
                switch (kind(generation)) {
                    case DATA -> "data";
                    case ZERO -> "zeroes";
                    case TRIMMED -> "trimmed";
                    default -> "trimmed but kept";
                };
        return generation + " (" + what + ")";
    }

    /** Begins a request that changes some blocks and tells their new generation. */
    long send(Kind what, int first, int count) {
        int kind =
                switch (what) {
                    case WRITE -> DATA;
                    case ZEROES -> ZERO;
                    case TRIM -> TRIMMED;
                    default -> throw new IllegalArgumentException(what.toString());
                };
        long generation = ++last << KIND_BITS | kind;
        Arrays.fill(sent, first, first + count, generation);
        if (kind != DATA) {
            Arrays.fill(zeroed, first, first + count, generation);
        }
        return generation;
    }

    /** A request of that generation was answered without an error. */
    void acknowledge(int first, int count, long generation) {
        if (kind(generation) == TRIMMED) {
            for (int b = first; b < first + count; b++) {
                int now = kind(acknowledged[b]);
                before[b] = now == DATA || now == ZERO ? acknowledged[b] : before[b];
            }
        } else {
            Arrays.fill(torn, first, first + count, false);
        }
        Arrays.fill(acknowledged, first, first + count, generation);
    }

    /** Some blocks are on disk as they were acknowledged: their request asked for it. */
    void lasting(int first, int count) {
        System.arraycopy(acknowledged, first, durable, first, count);
    }

    /** A request failed: what it was to do may be done or not. */
    void unknown(int first, int count) {
        Arrays.fill(torn, first, first + count, true);
    }

    /** What is acknowledged now, and so on disk when a flush sent now is answered. */
    long[] snapshot() {
        return acknowledged.clone();
    }

    /** A flush was answered that was sent after the snapshot. */
    void flushed(long[] snapshot) {
        for (int b = 0; b < durable.length; b++) {
            durable[b] = Math.max(durable[b], snapshot[b]);
        }
    }

    /** The disk was closed in good order: whatever was acknowledged is on disk. */
    public void closed() {
        lasting(0, durable.length);
    }

    /**
     * Checks a raw copy of the disk against what it may hold, and goes on from what it does hold. A
     * write that was never answered may be there in part: whole sectors, each of its own age.
     *
     * @return blocks that hold something else, or something older than what was flushed
     */
    public int verify(Path raw) throws IOException {
        int wrong = 0;
        var block = ByteBuffer.allocate(Stamp.BLOCK);
        try (var file = FileChannel.open(raw)) {
            for (int b = 0; b < sent.length; b++) {
                read(file, b, block);
                wrong += settle(b, block) ? 0 : 1;
            }
        }
        return wrong;
    }

    /**
     * Counts the blocks of a raw disk in which a sector is neither zero nor one that a load wrote
     * to that very block, however old.
     */
    public static int strange(Path raw) throws IOException {
        int strange = 0;
        var block = ByteBuffer.allocate(Stamp.BLOCK);
        try (var file = FileChannel.open(raw)) {
            long blocks = file.size() / Stamp.BLOCK;
            for (long b = 0; b < blocks; b++) {
                read(file, b, block);
                strange += ofBlock(block, b) ? 0 : 1;
            }
        }
        return strange;
    }

    private static boolean ofBlock(ByteBuffer block, long b) {
        for (int at = 0; at < Stamp.BLOCK; at += Stamp.SECTOR) {
            if (!Stamp.isZero(block, at, Stamp.SECTOR) && Stamp.sector(block, 0, at, b) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void read(FileChannel file, long b, ByteBuffer block) throws IOException {
        block.clear();
        while (block.hasRemaining() && file.read(block, b * Stamp.BLOCK + block.position()) > 0) {
            // the next piece
        }
    }

    private boolean settle(int b, ByteBuffer block) {
        boolean right = true;
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (int at = 0; at < Stamp.BLOCK; at += Stamp.SECTOR) {
            boolean zero = Stamp.isZero(block, at, Stamp.SECTOR);
            long found = zero ? zeroed[b] & ~KIND_MASK | ZERO : Stamp.sector(block, 0, at, b);
            right &= zero ? mayBeZero(b) : mayHold(b, found);
            oldest = Math.min(oldest, found);
            newest = Math.max(newest, found);
        }
        sent[b] = newest;
        acknowledged[b] = oldest;
        durable[b] = oldest;
        torn[b] = oldest != newest;
        return right;
    }

    private boolean mayBeZero(int b) {
        boolean sameTrim = zeroed[b] >> KIND_BITS == durable[b] >> KIND_BITS;
        return sameTrim ? kind(durable[b]) != KEPT : zeroed[b] > durable[b];
    }

    private boolean mayHold(int b, long found) {
        boolean kept = kind(durable[b]) >= TRIMMED && found == before[b];
        return found >= 0 && found <= sent[b] && (found >= durable[b] || kept);
    }
}
