package org.blockyard.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ConversationTest {
    private static final String VERSION = "{\"execute\":\"query-version\",\"id\":\"v\"}";

    @TempDir Path folder;
    private final FakePlatform platform = new FakePlatform();
    private final QmpMonitors monitors = new QmpMonitors();
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("q");
        monitors.addChardev("socket,id=m,path=" + socket + ",server=on,wait=off");
        monitors.addMonitor("m", platform.platform());
    }

    @AfterEach
    void stop() {
        monitors.close();
    }

    @Test
    void greetsWithTheVersionThatTheCommandTells() throws IOException {
        try (var client = new Client(socket)) {
            var greeting = client.line();
            assertTrue(greeting.startsWith("{\"QMP\": {\"version\": {"), greeting);
            assertTrue(greeting.contains("\"package\": \"blockyard test\""), greeting);
            assertTrue(greeting.endsWith("\"capabilities\": [\"oob\"]}}"), greeting);
        }
    }

    @Test
    void takesInputByteByByte() throws IOException {
        try (var client = Client.negotiated(socket)) {
            for (char c : VERSION.toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertTrue(client.line().endsWith("\"id\": \"v\"}"));
        }
    }

    @Test
    void tellsErrorsInTheirClasses() throws IOException {
        platform.command("busy", () -> failing(new BlockException(ErrorKind.BUSY, "in use")));
        platform.command(
                "gone", () -> failing(new CommandException(ErrorClass.DEVICE_NOT_FOUND, "none")));
        platform.command(
                "defect",
                () -> {
                    throw new IllegalStateException("oops");
                });
        try (var client = Client.negotiated(socket)) {
            assertEquals(
                    "{\"error\": {\"class\": \"GenericError\", \"desc\": \"in use\"}}",
                    client.ask("{\"execute\":\"busy\"}"));
            assertEquals(
                    "{\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"none\"}}",
                    client.ask("{\"execute\":\"gone\"}"));
            assertTrue(client.ask("{\"execute\":\"defect\"}").contains("internal error"));
            assertTrue(client.ask(VERSION).contains("\"return\""));
        }
    }

    private static Object failing(IOException failure) throws IOException {
        throw failure;
    }

    @Test
    void tellsEventsOnlyAfterNegotiation() throws IOException {
        try (var client = new Client(socket)) {
            client.line();
            platform.publish("EARLY", Map.of());
            client.ask("{\"execute\":\"qmp_capabilities\"}");
            platform.publish("LATE", Map.of("id", "x"));
            assertEquals(
                    "{\"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 123456}, \"event\": \"LATE\","
                            + " \"data\": {\"id\": \"x\"}}",
                    client.line());
        }
    }

    @Test
    void holdsBackFloodsOfOneEventForASecond() throws IOException {
        try (var client = Client.negotiated(socket)) {
            for (int i = 0; i < 1000; i++) {
                platform.publish("BLOCK_IO_ERROR", Map.of("node-name", "a", "reason", 1000 + i));
            }
            platform.publish("BLOCK_IO_ERROR", Map.of("node-name", "b", "reason", 3000));
            assertTrue(client.line().contains("\"reason\": 1000"));
            assertTrue(client.line().contains("\"reason\": 3000"));
            assertTrue(client.line().contains("\"reason\": 1999"));
        }
    }

    @Test
    void servesTheNextClientWhenOneLeaves() throws IOException {
        try (var first = Client.negotiated(socket)) {
            assertTrue(first.ask(VERSION).contains("return"));
        }
        try (var second = new Client(socket)) {
            assertTrue(second.line().contains("QMP"));
            assertTrue(second.ask(VERSION).contains("Expecting capabilities negotiation"));
        }
    }

    @Test
    void answersAClientThatOnlyShutsItsOutput() throws IOException {
        try (var client = new Client(socket)) {
            client.send("{\"execute\":\"qmp_capabilities\"}" + VERSION);
            client.shutdownOutput();
            client.line();
            assertEquals("{\"return\": {}}", client.line());
            assertTrue(client.line().contains("\"id\": \"v\""));
            assertEquals("EOF", client.line());
        }
    }

    @Test
    void keepsNoMoreThanItsBoundForAClientThatDoesNotReadEvents() throws Exception {
        var text = "x".repeat(10_000);
        try (var client = Client.negotiated(socket)) {
            // returns at once each time, though nobody reads
            for (int i = 0; i < 1000; i++) {
                platform.publish("NOISE", Map.of("text", text));
            }
            int seen = 0;
            while (!client.line().endsWith("EOF")) {
                seen++;
            }
            assertTrue(seen < 1000, "the client should have been sent away");
        }
        try (var next = new Client(socket)) {
            assertTrue(next.line().contains("QMP"));
        }
    }

    @Test
    void runsNoMoreCommandsThanTheClientReadsAnswersOf() throws Exception {
        var ran = new AtomicInteger();
        var big = "x".repeat(100_000);
        platform.command(
                "big",
                () -> {
                    ran.incrementAndGet();
                    return Map.of("text", big);
                });
        try (var client = Client.negotiated(socket)) {
            var writer =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            client.send("{\"execute\":\"big\"}".repeat(2000));
                                        } catch (IOException e) {
                                            // the test is over
                                        }
                                    });
            for (int i = 0; i < 20; i++) {
                assertTrue(client.line().length() > big.length());
            }
            assertTrue(ran.get() < 100, "ran " + ran.get());
            client.close();
            writer.join();
        }
    }

    @Test
    void refusesOutOfBandAtOnceWhileACommandRuns() throws Exception {
        var go = new CountDownLatch(1);
        platform.command(
                "slow",
                () -> {
                    try {
                        assertTrue(go.await(300, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return Map.of();
                });
        try (var client = new Client(socket)) {
            client.line();
            client.ask("{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}");
            client.send("{\"execute\":\"slow\",\"id\":1}{\"exec-oob\":\"query-version\",\"id\":2}");
            assertEquals(
                    "{\"id\": 2, \"error\": {\"class\": \"GenericError\", \"desc\": \"The command query-version does not"
                            + " support OOB\"}}",
                    client.line());
            go.countDown();
            assertEquals("{\"return\": {}, \"id\": 1}", client.line());
        }
    }

    @Test
    void sendsTheLastReplyBeforeItEnds() throws Exception {
        var asked = new CountDownLatch(1);
        platform.command(
                "quit",
                () -> {
                    asked.countDown();
                    return Map.of();
                });
        try (var client = Client.negotiated(socket)) {
            client.send("{\"execute\":\"quit\"}");
            assertTrue(asked.await(300, TimeUnit.SECONDS));
            monitors.close();
            assertEquals("{\"return\": {}}", client.line());
            assertEquals("EOF", client.line());
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void breaksLinesForPeople() throws IOException {
        var pretty = folder.resolve("p");
        monitors.addChardev("socket,id=p,path=" + pretty + ",server=on,wait=off");
        monitors.addMonitor("chardev=p,mode=control,pretty=on", platform.platform());
        try (var client = new Client(pretty)) {
            assertEquals("{", client.line());
            assertEquals("    \"QMP\": {", client.line());
        }
    }

    @Test
    void isTheOwnersAlone() throws IOException {
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "nothing else is left beside the socket");
        }
    }
}
