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

    private final ReadableByteChannel channel;
    private ByteBuffer buffer;
    private BeforeWaiting beforeWaiting = () -> {};

    /** Reads a channel through a buffer of which the content does not matter. */
    Inbound(ReadableByteChannel channel, ByteBuffer buffer) {
        this.channel = channel;
        this.buffer = buffer.clear().limit(0);
    }

    /** Goes on with another buffer, keeping what was read but not taken. */
    void continueWith(ByteBuffer larger, BeforeWaiting callback) {
        larger.clear().put(buffer).flip();
        buffer = larger;
        beforeWaiting = callback;
    }

    /**
     * The bytes that were read and not yet taken, from position to limit. Take them by moving the
     * position.
     */
    ByteBuffer bytes() {
        return buffer;
    }

    /** How many bytes it can hold. */
    int capacity() {
        return buffer.capacity();
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
                beforeWaiting.run();
                if (channel.read(buffer) < 0) {
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
            beforeWaiting.run();
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

    private void makeRoom(int count) {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit(0);
        } else if (buffer.capacity() - buffer.position() < count || worthMoving()) {
            buffer.compact().flip();
        }
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
