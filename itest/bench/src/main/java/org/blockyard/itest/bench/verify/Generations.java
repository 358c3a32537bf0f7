package org.blockyard.itest.bench.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What each block of a disk may hold: its generation by the last acknowledged write, that of the
 * last write sent, and that of the last one known to be on disk. Used by one thread at a time.
 */
public final class Generations {
    /** The generation of a new disk. */
    static final long FIRST = 1;

    private final long[] sent;
    private final long[] acknowledged;
    private final long[] durable;
    private final boolean[] torn;
    private long last = FIRST;

    /** A disk of that many blocks of 4 KiB as {@link #fill} makes it. */
    public Generations(int blocks) {
        sent = new long[blocks];
        Arrays.fill(sent, FIRST);
        acknowledged = sent.clone();
        durable = sent.clone();
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

    /** Whether a block, of which no write is in flight, was read as it must be. */
    boolean right(ByteBuffer data, int at, int block) {
        return torn[block] || Stamp.is(data, at, block, acknowledged[block]);
    }

    /** What a block must hold, for people. */
    String expected(int block) {
        return "expected " + acknowledged[block] + ", flushed " + durable[block];
    }

    /** Begins a write of some blocks and tells their new generation. */
    long send(int first, int count) {
        last++;
        Arrays.fill(sent, first, first + count, last);
        return last;
    }

    /** A write of that generation was answered without an error. */
    void acknowledge(int first, int count, long generation) {
        Arrays.fill(acknowledged, first, first + count, generation);
        Arrays.fill(torn, first, first + count, false);
    }

    /** A write failed: it may be there or not. */
    void unknown(int first, int count) {
        Arrays.fill(torn, first, first + count, true);
    }

    /** What is acknowledged now, and so on disk when a flush sent now is answered. */
    long[] snapshot() {
        return acknowledged.clone();
    }

    /** A flush was answered that was sent after the snapshot. */
    void flushed(long[] snapshot) {
        System.arraycopy(snapshot, 0, durable, 0, durable.length);
    }

    /** The disk was closed in good order: whatever was acknowledged is on disk. */
    public void closed() {
        flushed(acknowledged);
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
                block.clear();
                while (block.hasRemaining()
                        && file.read(block, (long) b * Stamp.BLOCK + block.position()) > 0) {
                    // the next piece
                }
                wrong += settle(b, block) ? 0 : 1;
            }
        }
        return wrong;
    }

    private boolean settle(int b, ByteBuffer block) {
        long oldest = Long.MAX_VALUE;
        long newest = 0;
        for (int at = 0; at < Stamp.BLOCK; at += Stamp.SECTOR) {
            long found = Stamp.sector(block, 0, at, b);
            oldest = Math.min(oldest, found);
            newest = Math.max(newest, found);
        }
        boolean right = oldest >= 0 && oldest >= durable[b] && newest <= sent[b];
        sent[b] = newest;
        acknowledged[b] = oldest;
        durable[b] = oldest;
        torn[b] = oldest != newest;
        return right;
    }
}
