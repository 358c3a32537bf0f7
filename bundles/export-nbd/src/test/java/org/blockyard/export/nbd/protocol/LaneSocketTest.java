package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written to a client before the lane's thread waits for it. */
@Timeout(300)
class LaneSocketTest {
    private static final int LARGE = 4 << 20;

    @TempDir Path folder;

    private SocketChannel near;
    private SocketChannel far;
    private LaneSocket socket;

    @BeforeEach
    void connect() throws Exception {
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            far = SocketChannel.open(listener.getLocalAddress());
            near = listener.accept();
        }
        socket = new LaneSocket(near);
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        far.close();
    }

    private static ByteBuffer[] buffers() {
        var bytes = new byte[LARGE];
        new Random(1).nextBytes(bytes);
        var direct = ByteBuffer.allocateDirect(LARGE - 2000);
        direct.put(0, bytes, 1000, LARGE - 2000);
        return new ByteBuffer[] {
            ByteBuffer.wrap(bytes, 0, 1000), direct, ByteBuffer.wrap(bytes, LARGE - 1000, 1000)
        };
    }

    private static boolean left(ByteBuffer[] buffers) {
        return buffers[2].hasRemaining();
    }

    private static int first(ByteBuffer[] buffers) {
        int first = 0;
        while (!buffers[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    @Test
    void allThatTheClientTakesGoesOutBeforeItIsWaitedFor() throws Exception {
        var waits = new CountDownLatch(1);
        assertTrue(socket.waitOnlyAfter(waits::countDown));
        var received = ByteBuffer.allocate(LARGE);
        var receiver =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        waits.await();
                                        while (received.hasRemaining()) {
                                            far.read(received);
                                        }
                                    } catch (Exception e) {
                                        // what was received tells
                                    }
                                });
        var buffers = buffers();
        while (left(buffers)) {
            int first = first(buffers);
            socket.write(buffers, first, 3 - first);
        }
        receiver.join();
        assertEquals(0, waits.getCount());
        var sent = new byte[LARGE];
        new Random(1).nextBytes(sent);
        assertArrayEquals(sent, received.array());
    }

    @Test
    void otherThreadsDoNotCallBack() throws Exception {
        var waits = new CountDownLatch(1);
        assertTrue(socket.waitOnlyAfter(waits::countDown));
        var receiver = Thread.ofPlatform().start(this::receiveAll);
        var sender =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        var bytes = ByteBuffer.allocate(LARGE);
                                        while (bytes.hasRemaining()) {
                                            socket.write(bytes);
                                        }
                                    } catch (Exception e) {
                                        // the receiver would wait for ever
                                    }
                                });
        sender.join();
        receiver.join();
        assertEquals(1, waits.getCount());
    }

    private void receiveAll() {
        try {
            var received = ByteBuffer.allocate(LARGE);
            while (received.hasRemaining()) {
                far.read(received);
            }
        } catch (Exception e) {
            // the test ends by its time
        }
    }

    @Test
    void closingItEndsTheConnection() throws Exception {
        assertTrue(socket.waitOnlyAfter(() -> {}));
        socket.close();
        assertEquals(-1, far.read(ByteBuffer.allocate(1)));
        assertFalse(socket.isOpen());
    }

    @Test
    void aSocketThatIsClosedHasNoTwin() throws Exception {
        near.close();
        assertFalse(socket.waitOnlyAfter(() -> {}));
    }
}
