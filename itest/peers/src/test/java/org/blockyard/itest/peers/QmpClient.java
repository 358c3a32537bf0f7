package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.blockyard.option.Json;

/** A plain QMP client: one command at a time, events kept aside. */
final class QmpClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader reader;
    private final Deque<Map<String, Object>> events = new ArrayDeque<>();

    private QmpClient(SocketChannel channel) {
        this.channel = channel;
        this.reader =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    static QmpClient connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        var client = new QmpClient(channel);
        assertTrue(client.next().containsKey("QMP"), "a greeting comes first");
        client.execute("qmp_capabilities", Map.of());
        return client;
    }

    /** Runs a command that must succeed and returns its result. */
    Object execute(String command, Map<String, Object> arguments) throws IOException {
        var reply = ask(command, arguments);
        if (!reply.containsKey("return")) {
            throw new AssertionError(command + " failed: " + reply);
        }
        return Objects.requireNonNull(reply.get("return"));
    }

    /** Runs a command given as JSON text that must succeed. */
    Object execute(String command, String arguments) throws IOException {
        return execute(command, object(Json.parse(arguments)));
    }

    /** Runs a command and returns the whole reply. */
    Map<String, Object> ask(String command, Map<String, Object> arguments) throws IOException {
        var text = Json.write(Map.of("execute", command, "arguments", arguments)) + "\n";
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        while (true) {
            var message = next();
            if (!message.containsKey("event")) {
                return message;
            }
            events.add(message);
        }
    }

    /** Waits for an event of that name; those before it are dropped. */
    Map<String, Object> event(String name) throws IOException {
        while (true) {
            var event = events.isEmpty() ? next() : events.remove();
            if (name.equals(event.get("event"))) {
                return event;
            }
        }
    }

    /** Waits for the next event, whatever it is. */
    Map<String, Object> anyEvent() throws IOException {
        return events.isEmpty() ? next() : events.remove();
    }

    private Map<String, Object> next() throws IOException {
        var line = reader.readLine();
        if (line == null) {
            throw new IOException("the monitor closed the connection");
        }
        return object(Json.parse(line));
    }

    /** A JSON object as a map. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object tree) {
        return (Map<String, Object>) tree;
    }

    /** A JSON array of objects as a list of maps. */
    static List<Map<String, Object>> objects(Object tree) {
        var all = new ArrayList<Map<String, Object>>();
        for (var element : (List<?>) tree) {
            all.add(object(Objects.requireNonNull(element)));
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
