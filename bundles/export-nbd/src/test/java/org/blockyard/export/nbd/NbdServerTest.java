package org.blockyard.export.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.export.nbd.protocol.Disk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class NbdServerTest {
    private static final BufferPool NO_POOL =
            size -> {
                throw new BlockException(ErrorKind.RESOURCE, "no client gets that far");
            };

    @TempDir Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    private NbdServer start(SocketAddress address, int most, Duration limit) throws IOException {
        return start(
                address, new NbdServer.Settings(most, limit, false, 0, NbdServer.USUAL_MEMORY));
    }

    private NbdServer start(SocketAddress address, NbdServer.Settings settings) throws IOException {
        var server = new NbdServer(Listeners.open(address), NO_POOL, settings);
        open.add(server);
        server.start();
        return server;
    }

    private SocketChannel connect(Path socket) throws IOException {
        var client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(client);
        return client;
    }

    /** Takes the greeting, which tells that the server took the client. */
    private static void greeted(SocketChannel client) throws IOException {
        var greeting = ByteBuffer.allocate(18);
        while (greeting.hasRemaining() && client.read(greeting) >= 0) {
            // the rest of it
        }
        assertFalse(greeting.hasRemaining());
    }

    private static boolean sentAway(SocketChannel client) throws IOException {
        return client.read(ByteBuffer.allocate(1)) < 0;
    }

    private SocketAddress.Unix unix() {
        return new SocketAddress.Unix(folder.resolve("s").toString());
    }

    @Test
    void anOldSocketIsReplacedAndOursIsRemoved() throws IOException {
        var path = folder.resolve("s");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertTrue(Files.exists(path));
        var server = start(unix(), 0, Duration.ZERO);
        greeted(connect(path));
        server.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void aSocketThatSomebodyPutInOursPlaceStays() throws IOException {
        var path = folder.resolve("s");
        var server = start(unix(), 0, Duration.ZERO);
        Files.delete(path);
        Files.writeString(path, "theirs");
        server.close();
        assertTrue(Files.exists(path));
    }

    @Test
    void aFileThatIsNoSocketIsNotReplaced() throws IOException {
        Files.writeString(folder.resolve("s"), "precious");
        var failure = assertThrows(BlockException.class, () -> Listeners.open(unix()));
        assertEquals(ErrorKind.EXISTS, failure.kind());
        assertEquals("precious", Files.readString(folder.resolve("s")));
    }

    @Test
    void atTheLimitClientsWaitUntilOneLeaves() throws IOException {
        start(unix(), 2, Duration.ZERO);
        var first = connect(folder.resolve("s"));
        var second = connect(folder.resolve("s"));
        greeted(first);
        greeted(second);
        var third = connect(folder.resolve("s"));
        third.configureBlocking(false);
        assertEquals(0, third.read(ByteBuffer.allocate(1)));
        first.close();
        third.configureBlocking(true);
        greeted(third);
    }

    @Test
    void clientsWaitUntilAllDisksThatWereAnnouncedAreThere() throws IOException {
        var server =
                start(
                        unix(),
                        new NbdServer.Settings(0, Duration.ZERO, false, 2, NbdServer.USUAL_MEMORY));
        var early = connect(folder.resolve("s"));
        server.add(disk("a"));
        early.configureBlocking(false);
        assertEquals(0, early.read(ByteBuffer.allocate(1)));
        server.add(disk("b"));
        early.configureBlocking(true);
        greeted(early);
    }

    private static Disk disk(String name) {
        return (Disk)
                Proxy.newProxyInstance(
                        Disk.class.getClassLoader(),
                        new Class<?>[] {Disk.class},
                        (proxy, method, arguments) -> {
                            assertEquals("name", method.getName());
                            return name;
                        });
    }

    @Test
    void whoDoesNotFinishTheHandshakeInTimeIsSentAway() throws IOException {
        start(unix(), 1, Duration.ofSeconds(1));
        var idle = connect(folder.resolve("s"));
        greeted(idle);
        assertTrue(sentAway(idle));
        greeted(connect(folder.resolve("s")));
    }

    @Test
    void closingSendsEverybodyAway() throws IOException {
        var server = start(unix(), 0, Duration.ZERO);
        var client = connect(folder.resolve("s"));
        greeted(client);
        server.close();
        assertTrue(sentAway(client));
        assertThrows(IOException.class, () -> connect(folder.resolve("s")));
    }

    @Test
    void theNextFreePortOfTheRangeIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var last = Optional.of(Math.min(65535, port + 50));
            start(inet("127.0.0.1", port, last), 0, Duration.ZERO);
            var refused =
                    assertThrows(
                            BlockException.class,
                            () -> Listeners.open(inet("127.0.0.1", port, Optional.empty())));
            assertEquals(ErrorKind.BUSY, refused.kind());
            boolean found = false;
            for (int next = port + 1; !found && next <= last.get(); next++) {
                found = answers(next);
            }
            assertTrue(found);
        }
    }

    private boolean answers(int port) {
        try (var client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            client.socket().setSoTimeout(1000);
            var start = client.socket().getInputStream().readNBytes(8);
            return new String(start, java.nio.charset.StandardCharsets.US_ASCII).equals("NBDMAGIC");
        } catch (IOException e) {
            return false;
        }
    }

    private static SocketAddress.Inet inet(String host, int port, Optional<Integer> to) {
        return new SocketAddress.Inet(
                host,
                Integer.toString(port),
                to,
                Optional.of(true),
                Optional.of(false),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void addressesThatMakeNoSenseAreRefused() {
        for (var address :
                List.of(
                        inet("127.0.0.1", 70_000, Optional.empty()),
                        inet("no.such.host.invalid", 1, Optional.empty()))) {
            assertThrows(BlockException.class, () -> Listeners.open(address));
        }
        assertThrows(BlockException.class, () -> Listeners.open(new SocketAddress.Fd("x")));
        assertThrows(BlockException.class, () -> Listeners.open(new SocketAddress.Vsock("1", "2")));
    }
}
