package org.blockyard.export.nbd.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * What a client sends, buffered: takes as much from the socket as there is and as the buffer holds.
 * One thread. Before it waits for the client it calls back, so that nothing the client waits for
 * stays unsent.
 */
final class Inbound {
    /** What is done before waiting for the client. */
    interface BeforeWaiting {
        /** Sends what is to be sent. */
        void run() throws IOException;
    }

    /**
     * What it holds while little comes at a time, also while it waits: many requests, or a small
     * one with its data.
     */
    static final int SMALL_BYTES = 8192;

    private final ReadableByteChannel channel;
    private ByteBuffer small;
    private ByteBuffer smallSource;
    private final LaneMemory memory;
    private ByteBuffer buffer;
    private int lastRead;
    private BeforeWaiting beforeWaiting = () -> {};

    /**
     * Reads a channel through {@code small}, of which the content does not matter, or through the
     * lane's workspace where more comes.
     */
    Inbound(ReadableByteChannel channel, ByteBuffer small, LaneMemory memory) {
        this.channel = channel;
        this.small = small;
        this.smallSource = small.duplicate();
        this.memory = memory;
        this.buffer = small.clear().limit(0);
    }

    /** Goes on with another small buffer, keeping what was read but not taken. */
    void continueWith(ByteBuffer other, BeforeWaiting callback) {
        if (buffer == small) {
            goOnIn(other);
        }
        small = other;
        smallSource = other.duplicate();
        beforeWaiting = callback;
    }

    /**
     * The bytes that were read and not yet taken, from position to limit. Take them by moving the
     * position.
     */
    ByteBuffer bytes() {
        return buffer;
    }

    /**
     * The next {@code length} bytes, which are there, to be written; until anything else is done.
     */
    ByteBuffer source(int length) throws IOException {
        int at = buffer.position();
        return buffer == small
                ? smallSource.limit(at + length).position(at)
                : memory.workspace().source(at, at + length);
    }

    /** How many bytes it can hold. */
    int capacity() {
        return Workspace.INPUT_BYTES;
    }

    /**
     * Waits until {@code count} bytes are there.
     *
     * @return false if the client closed before it sent any
     * @throws EOFException if it closed in the middle
     */
    boolean await(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return true;
        }
        makeRoom(count);
        int unread = buffer.position();
        buffer.position(buffer.limit()).limit(buffer.capacity());
        try {
            while (buffer.position() - unread < count) {
                beforeWaiting();
                lastRead = channel.read(buffer);
                if (lastRead < 0) {
                    return ended(buffer.position() - unread);
                }
            }
            return true;
        } finally {
            buffer.limit(buffer.position()).position(unread);
        }
    }

    /** As {@link #await}, where the client must not close. */
    void require(int count) throws IOException {
        if (!await(count)) {
            throw new EOFException("the client closed the connection in the middle of a message");
        }
    }

    /**
     * Moves bytes into {@code target} until it is full, what is buffered first, the rest straight
     * from the socket.
     */
    void moveTo(ByteBuffer target) throws IOException {
        int buffered = Math.min(buffer.remaining(), target.remaining());
        target.put(target.position(), buffer, buffer.position(), buffered);
        target.position(target.position() + buffered);
        buffer.position(buffer.position() + buffered);
        while (target.hasRemaining()) {
            beforeWaiting();
            if (channel.read(target) < 0) {
                ended(1);
            }
        }
    }

    /** Takes and forgets bytes. */
    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                require(1);
            }
            int step = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + step);
            left -= step;
        }
    }

    /** Lets all go that is not needed while nothing comes. */
    private void beforeWaiting() throws IOException {
        beforeWaiting.run();
        if (buffer == small) {
            memory.letGo();
        }
    }

    private void makeRoom(int count) throws IOException {
        if (buffer == small) {
            if (count > SMALL_BYTES || lastRead > SMALL_BYTES / 4 * 3) {
                goOnIn(memory.workspace().input());
                return;
            }
        } else if (lastRead < SMALL_BYTES / 4
                && Math.max(buffer.remaining(), count) < SMALL_BYTES) {
            goOnIn(small);
            return;
        }
        if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        } else if (buffer.capacity() - buffer.position() < count || worthMoving()) {
            buffer.compact().flip();
        }
    }

    private void goOnIn(ByteBuffer other) {
        other.clear().put(buffer).flip();
        buffer = other;
    }

    /** Whether little stands near the end, so that moving it makes room for a much larger read. */
    private boolean worthMoving() {
        return buffer.remaining() <= 4096 && buffer.limit() > buffer.capacity() / 2;
    }

    private static boolean ended(int partial) throws EOFException {
        if (partial > 0) {
            throw new EOFException("the client closed the connection in the middle of a message");
        }
        return false;
    }
}
