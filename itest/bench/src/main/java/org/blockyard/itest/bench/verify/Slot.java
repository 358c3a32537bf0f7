package org.blockyard.itest.bench.verify;

import java.nio.ByteBuffer;

/** One request of a load, used again and again. */
final class Slot {
    private static final int MAGIC = 0x25609513;
    private static final int HEADER = 28;

    /** What a request does, with the number by which the protocol knows it. */
    enum Kind {
        READ,
        WRITE,
        DISCONNECT,
        FLUSH
    }

    private final ByteBuffer message;
    private final int number;
    private Kind kind = Kind.FLUSH;
    private int first;
    private int count;
    private long generation;
    private long sentNanos;

    Slot(int number, int mostBytes) {
        this.number = number;
        this.message = ByteBuffer.allocateDirect(HEADER + mostBytes);
    }

    /** Makes it a request for some blocks; the generation matters to writes alone. */
    Slot set(Kind what, int firstBlock, int blocks, long newGeneration) {
        kind = what;
        first = firstBlock;
        count = blocks;
        generation = newGeneration;
        message.clear();
        message.putInt(MAGIC).putShort((short) 0).putShort((short) what.ordinal());
        message.putLong(number).putLong((long) first * Stamp.BLOCK).putInt(bytes());
        if (what == Kind.WRITE) {
            for (int b = first; b < first + count; b++) {
                Stamp.put(message, b, generation);
            }
        }
        message.flip();
        sentNanos = System.nanoTime();
        return this;
    }

    ByteBuffer message() {
        return message;
    }

    Kind kind() {
        return kind;
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

    long age() {
        return System.nanoTime() - sentNanos;
    }

    @Override
    public String toString() {
        return kind + " of " + count + " blocks at " + first;
    }
}
