package org.blockyard.itest.peers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A minimal NBD client (newstyle, EXPORT_NAME, simple replies) that keeps several requests in
 * flight.
 */
final class NbdClient implements AutoCloseable {
    private static final long OPTION_MAGIC = 0x49484156454F5054L;
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;

    /** Commands of the NBD protocol. */
    static final int READ = 0;

    static final int WRITE = 1;
    static final int FLUSH = 3;
    static final int TRIM = 4;
    static final int WRITE_ZEROES = 6;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final long length;

    /**
     * The answer to a request.
     *
     * @param cookie which request
     * @param error its error number, 0 for none
     */
    record Reply(long cookie, int error) {}

    private NbdClient(SocketChannel channel, DataInputStream in, long length) {
        this.channel = channel;
        this.in = in;
        this.length = length;
    }

    static NbdClient connect(Path socket, String export) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        var in = new DataInputStream(Channels.newInputStream(channel));
        in.readLong(); // NBDMAGIC
        in.readLong(); // IHAVEOPT
        in.readUnsignedShort();
        var name = export.getBytes(StandardCharsets.UTF_8);
        var hello = ByteBuffer.allocate(4 + 16 + name.length);
        hello.putInt(3).putLong(OPTION_MAGIC).putInt(1).putInt(name.length).put(name).flip();
        send(channel, hello);
        long length = in.readLong();
        in.readUnsignedShort();
        return new NbdClient(channel, in, length);
    }

    long length() {
        return length;
    }

    /** Sends a request; its reply comes later, in any order. Only one thread may send. */
    void request(int command, int flags, long cookie, long offset, int count, ByteBuffer data)
            throws IOException {
        var message = ByteBuffer.allocate(28 + data.remaining());
        message.putInt(REQUEST_MAGIC).putShort((short) flags).putShort((short) command);
        message.putLong(cookie).putLong(offset).putInt(count).put(data).flip();
        send(channel, message);
    }

    /** The next reply of a request that carries no data back. Only one thread may receive. */
    Reply reply() throws IOException {
        if (in.readInt() != REPLY_MAGIC) {
            throw new IOException("not a simple reply");
        }
        int error = in.readInt();
        return new Reply(in.readLong(), error);
    }

    /** Reads bytes, with nothing else in flight. */
    byte[] read(long offset, int count) throws IOException {
        request(READ, 0, 1, offset, count, ByteBuffer.allocate(0));
        var reply = reply();
        if (reply.error() != 0) {
            throw new IOException("read failed with error " + reply.error());
        }
        return in.readNBytes(count);
    }

    private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) < 0) {
                throw new EOFException();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
