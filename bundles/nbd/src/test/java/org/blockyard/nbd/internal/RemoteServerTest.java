package org.blockyard.nbd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server may send anything; a list of its exports ends with a sentence then. */
@Timeout(300)
class RemoteServerTest {
    private static final long REPLY = 0x3e889045565a9L;
    private static final int UNSUPPORTED = 0x8000_0001;

    @TempDir Path folder;

    /** Lists the exports of a server that sends these bytes, whatever it is asked, and closes. */
    private void list(ByteBuffer bytes) throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(address);
            try (var client = SocketChannel.open(address);
                    var server = listener.accept()) {
                server.write(bytes.flip());
                server.shutdownOutput();
                try (var remote = new RemoteServer(client)) {
                    remote.exports();
                }
            }
        } finally {
            Files.delete(address.getPath());
        }
    }

    private static ByteBuffer greeting() {
        return ByteBuffer.allocate(4096)
                .putLong(0x4e42444d41474943L)
                .putLong(0x49484156454f5054L)
                .putShort((short) 3);
    }

    private static ByteBuffer reply(ByteBuffer to, int option, int type, int length) {
        return to.putLong(REPLY).putInt(option).putInt(type).putInt(length);
    }

    private static ByteBuffer untilList() {
        return reply(reply(greeting(), 11, UNSUPPORTED, 0), 8, 1, 0);
    }

    @Test
    void noiseIsNoServer() {
        assertThrows(IOException.class, () -> list(ByteBuffer.allocate(100).position(100)));
        assertThrows(IOException.class, () -> list(ByteBuffer.allocate(3).position(3)));
    }

    @Test
    void answersToOtherQuestionsAreRefused() {
        assertThrows(IOException.class, () -> list(reply(greeting(), 3, 1, 0)));
    }

    @Test
    void hugeRepliesAreNotRead() {
        assertThrows(IOException.class, () -> list(reply(untilList(), 3, 2, Integer.MAX_VALUE)));
        assertThrows(IOException.class, () -> list(reply(untilList(), 3, 2, -1)));
    }

    @Test
    void namesLongerThanTheirMessageAreRefused() {
        assertThrows(IOException.class, () -> list(reply(untilList(), 3, 2, 4).putInt(100)));
        assertThrows(
                IOException.class, () -> list(reply(untilList(), 3, 2, 2).putShort((short) 1)));
        assertThrows(IOException.class, () -> list(reply(untilList(), 3, 2, 4).putInt(-1)));
    }

    @Test
    void aServerThatWantsTlsIsToldOf() {
        var refusing =
                reply(
                        reply(reply(greeting(), 11, 0x8000_0005, 0), 8, 0x8000_0005, 0),
                        3,
                        0x8000_0005,
                        0);
        var e = assertThrows(BlockException.class, () -> list(refusing));
        assertEquals("TLS negotiation required before option 3 (list)", e.sentence());
    }

    @Test
    void theOldStyleNeedsItsPadding() throws IOException {
        var greeting =
                ByteBuffer.allocate(152)
                        .putLong(0x4e42444d41474943L)
                        .putLong(0x420281861253L)
                        .putLong(1 << 20)
                        .putInt(1);
        assertThrows(
                IOException.class, () -> list(greeting.duplicate().limit(greeting.position())));
        list(greeting.position(152));
    }
}
