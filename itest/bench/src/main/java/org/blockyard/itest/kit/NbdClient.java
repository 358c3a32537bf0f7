package org.blockyard.itest.kit;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A connection to an NBD server with the handshake done: simple replies, one export. Its methods
 * keep several requests in flight; who wants more speed uses the socket itself. The names are those
 * of the protocol's specification.
 */
public final class NbdClient implements AutoCloseable {
    /** The command that reads. */
    public static final int READ = 0;

    /** The command that writes. */
    public static final int WRITE = 1;

    /** The command that makes what was written lasting. */
    public static final int FLUSH = 3;

    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    private static final int REQUEST_BYTES = 28;
    private static final int REPLY_BYTES = 16;
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
    private long length;

    /** Connects to an export by its name, on a unix socket. */
    public NbdClient(Path socket, String export) throws IOException {
        this(UnixDomainSocketAddress.of(socket), export);
    }

    /** Connects to an export by its name, on a unix socket or by TCP without delays. */
    public NbdClient(SocketAddress server, String export) throws IOException {
        channel = SocketChannel.open(server);
        try {
            if (server instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
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
    public long length() {
        return length;
    }

    /**
     * The answer to a request.
     *
     * @param cookie which request
     * @param error its error number, 0 for none
     */
    public record Reply(long cookie, int error) {}

    /** Sends a request; its reply comes later, in any order. Only one thread may send. */
    public void request(
            int command, int flags, long cookie, long offset, int count, ByteBuffer data)
            throws IOException {
        var message = ByteBuffer.allocate(REQUEST_BYTES + data.remaining());
        message.putInt(REQUEST_MAGIC).putShort((short) flags).putShort((short) command);
        message.putLong(cookie).putLong(offset).putInt(count).put(data);
        send(message.flip());
    }

    /** The next reply of a request that carries no data back. Only one thread may receive. */
    public Reply reply() throws IOException {
        var reply = receive(REPLY_BYTES);
        if (reply.getInt() != SIMPLE_REPLY_MAGIC) {
            throw new IOException("not a simple reply");
        }
        int error = reply.getInt();
        return new Reply(reply.getLong(), error);
    }

    /** Reads bytes, with nothing else in flight. */
    public byte[] read(long offset, int count) throws IOException {
        request(READ, 0, 1, offset, count, ByteBuffer.allocate(0));
        var reply = reply();
        if (reply.error() != 0) {
            throw new IOException("read failed with error " + reply.error());
        }
        return receive(count).array();
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
        int size = header.getInt();
        if (magic != REPLY_MAGIC || type < 0 || size < 0 || size > MOST_OPTION_REPLY) {
            throw new IOException("the server refused: " + Integer.toHexString(type));
        }
        var data = receive(size);
        if (type == REP_INFO && size >= 10 && data.getShort() == INFO_EXPORT) {
            length = data.getLong();
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
