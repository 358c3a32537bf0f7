package org.blockyard.itest.bench.verify;

import java.nio.ByteBuffer;

/** One request of a load, used again and again. */
final class Slot {
    /** Bytes of a request without its payload. */
    static final int HEADER = 28;

    private static final int MAGIC = 0x25609513;
    private static final long[] NONE = {};

    private final int number;
    private Kind kind = Kind.FLUSH;
    private int flags;
    private int first;
    private int count;
    private long generation;
    private long[] snapshot = NONE;
    private long sentNanos;

    Slot(int number) {
        this.number = number;
    }

    /** Makes it a request for some blocks; the generation matters to those that change them. */
    Slot set(Kind what, int newFlags, int firstBlock, int blocks, long newGeneration) {
        kind = what;
        flags = newFlags;
        first = firstBlock;
        count = blocks;
        generation = newGeneration;
        snapshot = NONE;
        return this;
    }

    /** Makes it a flush of what was acknowledged up to now. */
    Slot flush(long[] acknowledged) {
        set(Kind.FLUSH, 0, 0, 0, 0);
        snapshot = acknowledged;
        return this;
    }

    /** Puts the header into a buffer; from now on it is under way. */
    void putHeader(ByteBuffer to) {
        to.putInt(MAGIC).putShort((short) flags).putShort(kind.command());
        to.putLong(number).putLong((long) first * Stamp.BLOCK).putInt(count * Stamp.BLOCK);
        sentNanos = System.nanoTime();
    }

    /** Blocks of payload that follow the header. */
    int payload() {
        return kind == Kind.WRITE ? count : 0;
    }

    Kind kind() {
        return kind;
    }

    boolean lasting() {
        return (flags & Flags.FUA) != 0;
    }

    int first() {
        return first;
    }

    int count() {
        return count;
    }

    int bytes() {
        return count * Stamp.BLOCK;
    }

    long generation() {
        return generation;
    }

    long[] snapshot() {
        return snapshot;
    }

    long age() {
        return System.nanoTime() - sentNanos;
    }

    /** Flags of requests. */
    static final class Flags {
        /** Answer when it is lasting. */
        static final int FUA = 1;

        /** Leave the space allocated. */
        static final int NO_HOLE = 2;

        private Flags() {}
    }

    @Override
    public String toString() {
        return kind + " of " + count + " blocks at " + first + (lasting() ? " with FUA" : "");
    }
}
