package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToIntFunction;

/** A client that sends the bytes it is told to, right or wrong. */
final class RawClient {
    /** A reply to an option. */
    record OptionReply(int option, int type, byte[] data) {
        String text(int from) {
            return new String(data, from, data.length - from, StandardCharsets.UTF_8);
        }

        ByteBuffer bytes() {
            return ByteBuffer.wrap(data);
        }
    }

    /** A reply of any framing; type -1 is a simple one. */
    record Reply(int flags, int type, int error, long cookie, long offset, byte[] payload) {
        ByteBuffer bytes() {
            return ByteBuffer.wrap(payload);
        }
    }

    private final SocketChannel channel;
    private Framing framing = Framing.SIMPLE;

    RawClient(SocketChannel channel) {
        this.channel = channel;
    }

    void send(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    ByteBuffer receive(int count) throws IOException {
        var bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException(
                        "closed after " + bytes.position() + " of " + count + " bytes");
            }
        }
        return bytes.flip();
    }

    /** Whether the server closed the connection, with nothing more in it. */
    boolean closed() throws IOException {
        try {
            return channel.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException e) {
            return true; // reset, since the server did not read all
        }
    }

    void close() throws IOException {
        channel.close();
    }

    void greet() throws IOException {
        greet(Wire.FLAG_FIXED_NEWSTYLE | Wire.FLAG_NO_ZEROES);
    }

    void greet(int flags) throws IOException {
        var greeting = receive(18);
        assertEquals(Wire.NBD_MAGIC, greeting.getLong());
        assertEquals(Wire.OPTION_MAGIC, greeting.getLong());
        assertEquals(Wire.FLAG_FIXED_NEWSTYLE | Wire.FLAG_NO_ZEROES, greeting.getShort());
        send(ByteBuffer.allocate(4).putInt(flags).flip());
    }

    void option(int option, byte... data) throws IOException {
        send(header(option, data.length, data));
    }

    void optionHeader(int option, int length) throws IOException {
        send(header(option, length));
    }

    private static ByteBuffer header(int option, int length, byte... data) {
        var bytes = ByteBuffer.allocate(16 + data.length).putLong(Wire.OPTION_MAGIC);
        return bytes.putInt(option).putInt(length).put(data).flip();
    }

    OptionReply optionReply() throws IOException {
        var header = receive(20);
        assertEquals(Wire.OPTION_REPLY_MAGIC, header.getLong());
        int option = header.getInt();
        int type = header.getInt();
        return new OptionReply(option, type, receive(header.getInt()).array());
    }

    /** The replies to an option up to the last one. */
    List<OptionReply> optionReplies() throws IOException {
        var replies = new ArrayList<OptionReply>();
        do {
            replies.add(optionReply());
        } while (replies.getLast().type() > 0 && replies.getLast().type() != Wire.REP_ACK);
        return replies;
    }

    /** The type of the last reply to an option. */
    int answer(int option, byte... data) throws IOException {
        option(option, data);
        return optionReplies().getLast().type();
    }

    static byte[] infoData(String name, int... items) {
        var text = name.getBytes(StandardCharsets.UTF_8);
        var data = ByteBuffer.allocate(6 + text.length + 2 * items.length);
        data.putInt(text.length).put(text).putShort((short) items.length);
        for (int item : items) {
            data.putShort((short) item);
        }
        return data.array();
    }

    static byte[] contextData(String name, String... queries) {
        var data = ByteBuffer.allocate(65536);
        put(data, name);
        data.putInt(queries.length);
        for (var query : queries) {
            put(data, query);
        }
        return java.util.Arrays.copyOf(data.array(), data.position());
    }

    private static void put(ByteBuffer data, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        data.putInt(bytes.length).put(bytes);
    }

    void negotiate(Framing wanted) throws IOException {
        framing = wanted;
        if (wanted == Framing.STRUCTURED) {
            assertEquals(Wire.REP_ACK, answer(Wire.OPT_STRUCTURED_REPLY));
        } else if (wanted == Framing.EXTENDED) {
            assertEquals(Wire.REP_ACK, answer(Wire.OPT_EXTENDED_HEADERS));
        }
    }

    void go(String name) throws IOException {
        assertEquals(Wire.REP_ACK, answer(Wire.OPT_GO, infoData(name)));
    }

    void request(int type, int flags, long cookie, long offset, long length) throws IOException {
        send(header(type, flags, cookie, offset, length));
    }

    ByteBuffer header(int type, int flags, long cookie, long offset, long length) {
        var bytes = ByteBuffer.allocate(framing.requestBytes()).putInt(framing.requestMagic());
        bytes.putShort((short) flags).putShort((short) type).putLong(cookie).putLong(offset);
        return (framing == Framing.EXTENDED ? bytes.putLong(length) : bytes.putInt((int) length))
                .flip();
    }

    void write(int flags, long cookie, long offset, byte... data) throws IOException {
        int payload = framing == Framing.EXTENDED ? Wire.CMD_FLAG_PAYLOAD_LEN : 0;
        request(Wire.CMD_WRITE, flags | payload, cookie, offset, data.length);
        send(ByteBuffer.wrap(data));
    }

    /** The next reply; {@code data} bytes follow it if it is simple and without an error. */
    Reply reply(int data) throws IOException {
        return reply(cookie -> data);
    }

    private Reply reply(LongToIntFunction data) throws IOException {
        int magic = receive(4).getInt();
        if (magic == Wire.SIMPLE_REPLY_MAGIC) {
            var rest = receive(12);
            int error = rest.getInt();
            long cookie = rest.getLong();
            var payload = receive(error == 0 ? data.applyAsInt(cookie) : 0).array();
            return new Reply(Wire.REPLY_FLAG_DONE, -1, error, cookie, -1, payload);
        }
        boolean extended = magic == Wire.EXTENDED_REPLY_MAGIC;
        assertEquals(extended ? Wire.EXTENDED_REPLY_MAGIC : Wire.STRUCTURED_REPLY_MAGIC, magic);
        var rest = receive(extended ? 28 : 16);
        int flags = rest.getShort();
        int type = rest.getShort() & 0xffff;
        long cookie = rest.getLong();
        long offset = extended ? rest.getLong() : -1;
        var payload = receive((int) (extended ? rest.getLong() : rest.getInt()));
        int error = type == Wire.REPLY_ERROR ? payload.getInt(0) : 0;
        return new Reply(flags, type, error, cookie, offset, payload.array());
    }

    /** As {@link #reply(int)}, where only the reply with that cookie carries data. */
    Reply reply(int data, long cookie) throws IOException {
        return reply(other -> other == cookie ? data : 0);
    }

    /** As {@link #reply(int)}, where the reply with that cookie carries another amount of data. */
    Reply reply(int data, long cookie, int dataOfThat) throws IOException {
        return reply(other -> other == cookie ? dataOfThat : data);
    }

    /** The error of the next reply, which carries no data. */
    int error() throws IOException {
        return reply(0).error();
    }

    /** All data of a read, whatever chunks it comes in; holes read as zeroes. */
    byte[] read(int flags, long offset, int length) throws IOException {
        request(Wire.CMD_READ, flags, 42, offset, length);
        var data = new byte[length];
        Reply reply;
        do {
            reply = reply(length);
            assertEquals(0, reply.error());
            assertEquals(42, reply.cookie());
            if (reply.type() == -1) {
                return reply.payload();
            }
            if (reply.type() == Wire.REPLY_OFFSET_DATA) {
                int at = (int) (reply.bytes().getLong() - offset);
                System.arraycopy(reply.payload(), 8, data, at, reply.payload().length - 8);
            }
        } while ((reply.flags() & Wire.REPLY_FLAG_DONE) == 0);
        return data;
    }
}
