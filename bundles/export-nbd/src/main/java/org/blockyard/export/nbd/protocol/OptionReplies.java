package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Sends replies to options; several are gathered until {@link #send}. Memory is bounded: a full
 * buffer is sent.
 */
final class OptionReplies {
    private static final int HEADER = 20;

    private final WritableByteChannel channel;
    private final ByteBuffer out = ByteBuffer.allocate(2 * (HEADER + Wire.MAX_STRING) + 64);

    OptionReplies(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** The server's greeting. */
    void greet() throws IOException {
        out.putLong(Wire.NBD_MAGIC).putLong(Wire.OPTION_MAGIC);
        out.putShort((short) (Wire.FLAG_FIXED_NEWSTYLE | Wire.FLAG_NO_ZEROES));
        send();
    }

    void ack(int option) throws IOException {
        begin(option, Wire.REP_ACK, 0);
        send();
    }

    void error(int option, int reply, String message) throws IOException {
        var text = message.getBytes(StandardCharsets.UTF_8);
        begin(option, reply, text.length);
        out.put(text);
        send();
    }

    /** One export of the list. */
    void server(int option, String name, String description) throws IOException {
        var nameBytes = name.getBytes(StandardCharsets.UTF_8);
        var descriptionBytes = description.getBytes(StandardCharsets.UTF_8);
        begin(option, Wire.REP_SERVER, Integer.BYTES + nameBytes.length + descriptionBytes.length);
        out.putInt(nameBytes.length).put(nameBytes).put(descriptionBytes);
    }

    void infoExport(int option, long size, int flags) throws IOException {
        begin(option, Wire.REP_INFO, 12);
        out.putShort((short) Wire.INFO_EXPORT).putLong(size).putShort((short) flags);
    }

    void infoText(int option, int info, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        begin(option, Wire.REP_INFO, Short.BYTES + bytes.length);
        out.putShort((short) info).put(bytes);
    }

    void infoBlockSize(int option, int least, int preferred, int most) throws IOException {
        begin(option, Wire.REP_INFO, 14);
        out.putShort((short) Wire.INFO_BLOCK_SIZE).putInt(least).putInt(preferred).putInt(most);
    }

    void context(int option, int id, String name) throws IOException {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        begin(option, Wire.REP_META_CONTEXT, Integer.BYTES + bytes.length);
        out.putInt(id).put(bytes);
    }

    /** What ends the handshake of a client that used EXPORT_NAME. */
    void oldStyleExport(long size, int flags, boolean padding) throws IOException {
        out.putLong(size).putShort((short) flags);
        if (padding) {
            out.put(new byte[Wire.OLD_PADDING]);
        }
        send();
    }

    void send() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    private void begin(int option, int reply, int length) throws IOException {
        if (out.remaining() < HEADER + length) {
            send();
        }
        out.putLong(Wire.OPTION_REPLY_MAGIC).putInt(option).putInt(reply).putInt(length);
    }
}
