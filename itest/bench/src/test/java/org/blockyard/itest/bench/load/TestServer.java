package org.blockyard.itest.bench.load;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An NBD server that takes so many requests before it answers any, and then answers them as a test
 * wishes. It holds no data: reads return zeroes.
 */
final class TestServer implements AutoCloseable {
    /** The length of its disk. */
    static final int LENGTH = 1 << 20;

    private static final int REPLY_MAGIC = 0x67446698;

    private final ServerSocket listener;
    private final int batch;
    private final Answers answers;
    private final AtomicLong requests = new AtomicLong();

    /** Answers a batch of requests. */
    interface Answers {
        void answer(List<Request> batch, DataOutputStream out) throws IOException;
    }

    /** A request that waits for its answer. */
    record Request(boolean write, long cookie, long offset, int bytes) {
        void answer(DataOutputStream out, int error) throws IOException {
            out.writeInt(REPLY_MAGIC);
            out.writeInt(error);
            out.writeLong(cookie);
            if (!write && error == 0) {
                out.write(new byte[bytes]);
            }
        }
    }

    TestServer(int batch, Answers answers) throws IOException {
        this.batch = batch;
        this.answers = answers;
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    SocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** How many requests it has received. */
    long requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            shakeHands(in, out);
            while (true) {
                var waiting = new ArrayList<Request>();
                while (waiting.size() < batch) {
                    waiting.add(request(in));
                    requests.incrementAndGet();
                }
                answers.answer(waiting, out);
                out.flush();
            }
        } catch (IOException e) {
            // the client has left, or the answer was to leave
        }
    }

    private static void shakeHands(DataInputStream in, DataOutputStream out) throws IOException {
        out.writeLong(0x4e42444d41474943L);
        out.writeLong(0x49484156454f5054L);
        out.writeShort(3);
        out.flush();
        in.readInt();
        in.readLong();
        int option = in.readInt();
        in.skipNBytes(in.readInt());
        reply(out, option, 3, 12);
        out.writeShort(0);
        out.writeLong(LENGTH);
        out.writeShort(1);
        reply(out, option, 1, 0);
        out.flush();
    }

    private static void reply(DataOutputStream out, int option, int type, int length)
            throws IOException {
        out.writeLong(0x3e889045565a9L);
        out.writeInt(option);
        out.writeInt(type);
        out.writeInt(length);
    }

    private static Request request(DataInputStream in) throws IOException {
        in.readInt();
        boolean write = in.readInt() == 1;
        var request = new Request(write, in.readLong(), in.readLong(), in.readInt());
        if (write) {
            in.skipNBytes(request.bytes());
        }
        return request;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
