package org.blockyard.shell.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * What client and server of the shell send each other: a letter, the length of the payload (four
 * bytes, big-endian), the payload.
 *
 * @param type what it is, one of the constants
 * @param payload at most {@value #MAX} bytes
 */
public record Frame(byte type, byte[] payload) {
    /** The most bytes of a payload. */
    public static final int MAX = 64 << 10;

    /** Client, first: {@link Hello} as text. */
    public static final byte HELLO = 'H';

    /** Client: what was typed, or a piece of a script. */
    public static final byte INPUT = 'I';

    /** Client: the terminal's rows and columns as text. */
    public static final byte WINDOW = 'W';

    /** Client: no more input follows. */
    public static final byte END = 'Z';

    /** Server: for standard output. */
    public static final byte OUTPUT = 'O';

    /** Server: for standard error. */
    public static final byte ERROR = 'E';

    /** Server, last: the exit code as text. */
    public static final byte EXIT = 'X';

    private static final int HEADER = 5;

    /** A frame of text. */
    public static Frame of(byte type, String text) {
        return new Frame(type, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload as text. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Sends it whole; callers take turns. */
    public void send(ByteChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(HEADER + payload.length);
        buffer.put(type).putInt(payload.length).put(payload).flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /**
     * Receives one.
     *
     * @throws EOFException if the other end is gone
     */
    public static Frame receive(ByteChannel channel) throws IOException {
        var header = fill(channel, HEADER);
        byte type = header.get();
        int length = header.getInt();
        if (length < 0 || length > MAX) {
            throw new IOException("a frame of " + length + " bytes");
        }
        return new Frame(type, fill(channel, length).array());
    }

    private static ByteBuffer fill(ByteChannel channel, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the connection was closed");
            }
        }
        return buffer.flip();
    }
}
