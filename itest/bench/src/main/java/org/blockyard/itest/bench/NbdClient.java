package org.blockyard.itest.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection to an NBD server with the handshake done: simple replies, one export. The names are
 * those of the protocol's specification.
 */
public final class NbdClient implements AutoCloseable {
    private static final long NBDMAGIC = 0x4e42444d41474943L;
    private static final long IHAVEOPT = 0x49484156454f5054L;
    private static final long REPLY_MAGIC = 0x3e889045565a9L;
    private static final int FIXED_NEWSTYLE_NO_ZEROES = 3;
    private static final int OPT_GO = 7;
    private static final int REP_ACK = 1;
    private static final int REP_INFO = 3;
    private static final int INFO_EXPORT = 0;
    private static final int MOST_OPTION_REPLY = 64 << 10;

    private final SocketChannel channel;
    private long bytes;

    /** Connects to an export by its name. */
    public NbdClient(Path socket, String export) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            shakeHands(export.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The socket, in the transmission phase. */
    public SocketChannel channel() {
        return channel;
    }

    /** The export's length. */
    public long bytes() {
        return bytes;
    }

    private void shakeHands(byte[] name) throws IOException {
        var greeting = receive(18);
        if (greeting.getLong() != NBDMAGIC || greeting.getLong() != IHAVEOPT) {
            throw new IOException("no NBD server");
        }
        var request = ByteBuffer.allocate(4 + 8 + 4 + 4 + 4 + name.length + 2);
        request.putInt(FIXED_NEWSTYLE_NO_ZEROES);
        request.putLong(IHAVEOPT).putInt(OPT_GO).putInt(4 + name.length + 2);
        request.putInt(name.length).put(name).putShort((short) 0);
        send(request.flip());
        while (!acknowledged()) {
            // there are informations before it
        }
    }

    private boolean acknowledged() throws IOException {
        var header = receive(20);
        long magic = header.getLong();
        header.getInt();
        int type = header.getInt();
        int length = header.getInt();
        if (magic != REPLY_MAGIC || type < 0 || length < 0 || length > MOST_OPTION_REPLY) {
            throw new IOException("the server refused: " + Integer.toHexString(type));
        }
        var data = receive(length);
        if (type == REP_INFO && length >= 10 && data.getShort() == INFO_EXPORT) {
            bytes = data.getLong();
        }
        return type == REP_ACK;
    }

    private void send(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            channel.write(from);
        }
    }

    private ByteBuffer receive(int count) throws IOException {
        var to = ByteBuffer.allocate(count);
        while (to.hasRemaining()) {
            if (channel.read(to) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return to.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
