package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;
import org.blockyard.io.IoBuffer;

/** The memory that a connection works in while it has something to do: one piece of the pool. */
final class Workspace {
    /**
     * What the input holds: a large piece, and room for the header before it. More gains nothing:
     * what is copied twice should stay in the processor's cache.
     */
    static final int INPUT_BYTES = (128 << 10) + 4096;

    /** What the output gathers. */
    static final int OUTPUT_BYTES = (256 << 10) - INPUT_BYTES;

    /** The most stretches of the output that are sent with one call. */
    static final int MAX_SEGMENTS = 128;

    private final IoBuffer lent;
    private final ByteBuffer input;
    private final ByteBuffer output;
    private final ByteBuffer source;
    private final ByteBuffer target;
    private final ByteBuffer[] segments = new ByteBuffer[MAX_SEGMENTS];

    Workspace(IoBuffer lent) {
        this.lent = lent;
        this.input = lent.bytes().slice(0, INPUT_BYTES);
        this.output = lent.bytes().slice(INPUT_BYTES, OUTPUT_BYTES);
        this.source = input.duplicate();
        this.target = output.duplicate();
        for (int i = 0; i < MAX_SEGMENTS; i++) {
            segments[i] = output.duplicate();
        }
    }

    /** Where bytes from the client are put. */
    ByteBuffer input() {
        return input;
    }

    /** The input from {@code from} to {@code to}, to be written; the same object each time. */
    ByteBuffer source(int from, int to) {
        return source.limit(to).position(from);
    }

    /** Where replies are gathered, by absolute index. */
    ByteBuffer output() {
        return output;
    }

    /** The output from {@code from} to {@code to}, to be filled; the same object each time. */
    ByteBuffer target(int from, int to) {
        return target.limit(to).position(from);
    }

    /** The output from {@code from} to {@code to}, to be sent; one object for each index. */
    ByteBuffer segment(int index, int from, int to) {
        return segments[index].limit(to).position(from);
    }

    /** Gives the memory back to the pool. */
    void close() {
        lent.close();
    }
}
