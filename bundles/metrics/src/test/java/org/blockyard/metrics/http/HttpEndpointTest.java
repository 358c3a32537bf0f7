package org.blockyard.metrics.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.metrics.text.Exposition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class HttpEndpointTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir Path folder;
    private Path socket;
    private HttpEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("m");
        endpoint = endpoint(LONG);
    }

    @AfterEach
    void stop() throws IOException {
        endpoint.close();
        assertFalse(Files.exists(socket));
    }

    private HttpEndpoint endpoint(Duration limit) throws IOException {
        return new HttpEndpoint(
                ListeningSocket.unix(socket.toString()), limit, form -> "page of " + form + "\n");
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private String ask(String request) throws IOException {
        try (var client = connect()) {
            client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            return rest(client);
        }
    }

    private static String rest(SocketChannel client) throws IOException {
        var bytes = ByteBuffer.allocate(1 << 16);
        while (client.read(bytes) >= 0) {
            // all of it
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void thePageIsGivenInTheFormThatTheClientLikes() throws IOException {
        var plain = ask("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(plain.startsWith("HTTP/1.1 200 OK\r\n"), plain);
        assertTrue(plain.contains("\r\nContent-Type: text/plain; version=0.0.4;"), plain);
        assertTrue(plain.endsWith("\r\n\r\npage of " + Exposition.PROMETHEUS + "\n"), plain);
        var open = ask("GET /metrics?x=y HTTP/1.0\r\nACCEPT: application/openmetrics-text\r\n\r\n");
        assertTrue(open.contains("\r\nContent-Type: application/openmetrics-text; version=1.0.0;"));
        assertTrue(open.endsWith("page of " + Exposition.OPENMETRICS + "\n"), open);
    }

    @Test
    void aHeadHasTheLengthOfThePageButNotThePage() throws IOException {
        var head = ask("HEAD /metrics HTTP/1.1\r\n\r\n");
        int length = ("page of " + Exposition.PROMETHEUS + "\n").length();
        assertTrue(head.contains("\r\nContent-Length: " + length + "\r\n"), head);
        assertTrue(head.endsWith("\r\n\r\n"), head);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1', 404",
        "'GET /metrics/x HTTP/1.1', 404",
        "'POST /metrics HTTP/1.1', 405",
        "'get /metrics HTTP/1.1', 400",
        "'GET /metrics', 400",
        "'GET metrics HTTP/1.1', 400",
        "'GET /metrics HTTP/2.0', 400"
    })
    void whatIsNotAskedForRightGetsAnError(String line, int status) throws IOException {
        assertEquals("HTTP/1.1 " + status, ask(line + "\r\n\r\n").substring(0, 12));
    }

    @Test
    void aMalformedOrEndlessHeadIsRefused() throws IOException {
        assertTrue(ask("GET /metrics HTTP/1.1\r\nno field\r\n\r\n").startsWith("HTTP/1.1 400 "));
        var head = "GET /metrics HTTP/1.1\r\nX: ";
        var filled = head + "x".repeat(Exchange.MOST_HEAD_BYTES - head.length());
        assertTrue(ask(filled).startsWith("HTTP/1.1 431 "));
    }

    @Test
    void aClientThatTakesTooLongIsSentAway() throws IOException {
        endpoint.close();
        endpoint = endpoint(Duration.ofMillis(50));
        try (var client = connect()) {
            assertEquals("", rest(client));
        }
    }

    @Test
    void noMoreThanSixteenClientsAreServedAtOnce() throws IOException {
        var idle = new ArrayList<SocketChannel>();
        for (int i = 0; i < HttpEndpoint.MOST_CLIENTS; i++) {
            idle.add(connect());
        }
        try (var surplus = connect()) {
            assertEquals("", rest(surplus));
        }
        for (var client : idle) {
            client.write(
                    ByteBuffer.wrap(
                            "HEAD /metrics HTTP/1.1\r\n\r\n"
                                    .getBytes(StandardCharsets.ISO_8859_1)));
            assertTrue(rest(client).startsWith("HTTP/1.1 200 "));
            client.close();
        }
    }

    @Test
    void onlyTheOwnerMayUseTheSocketAndATakenPathIsRefused() throws IOException {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("unix:" + socket, endpoint.address());
        assertThrows(BlockException.class, () -> ListeningSocket.unix(socket.toString()));
    }

    @Test
    void anAddressThatOthersReachHasToBeAllowed() throws IOException {
        for (var host : new String[] {"0.0.0.0", "", "::"}) {
            var refusal =
                    assertThrows(
                            BlockException.class, () -> ListeningSocket.inet(host, "0", false));
            assertEquals(ErrorKind.DENIED, refusal.kind());
        }
        ListeningSocket.inet("0.0.0.0", "0", true).close();
    }

    @Test
    void aLoopbackPortServesTheSamePage() throws IOException {
        try (var tcp =
                new HttpEndpoint(
                        ListeningSocket.inet("127.0.0.1", "0", false), LONG, form -> "x\n")) {
            int port = Integer.parseInt(tcp.address().substring("127.0.0.1:".length()));
            try (var client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
                client.write(
                        ByteBuffer.wrap(
                                "GET /metrics HTTP/1.1\r\n\r\n"
                                        .getBytes(StandardCharsets.ISO_8859_1)));
                assertTrue(rest(client).endsWith("\r\n\r\nx\n"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"http", "65536", "-1", "''"})
    void aPortIsANumber(String port) {
        assertThrows(BlockException.class, () -> ListeningSocket.inet("127.0.0.1", port, false));
    }
}
