package org.blockyard.itest.bench.swap;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.function.Predicate;
import org.blockyard.option.Json;

/** A QMP connection: one command at a time, events kept in order until they are asked for. */
final class Qmp implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader reader;
    private final Deque<Map<String, Object>> events = new ArrayDeque<>();

    /** Connects, and is ready for commands. */
    Qmp(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        reader =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
        next();
        execute("qmp_capabilities", Map.of());
    }

    /**
     * Runs a command and returns its result.
     *
     * @throws IOException with the server's words if it fails
     */
    Object execute(String command, Map<String, Object> arguments) throws IOException {
        var text = Json.write(Map.of("execute", command, "arguments", arguments)) + "\n";
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        while (true) {
            var message = next();
            if (message.containsKey("return")) {
                return Objects.requireNonNull(message.get("return"));
            }
            if (!message.containsKey("event")) {
                throw new IOException(command + ": " + message.get("error"));
            }
            events.add(message);
        }
    }

    /** The events that came before or between answers and were not asked for yet. */
    List<Map<String, Object>> pending() {
        var all = List.copyOf(events);
        events.clear();
        return all;
    }

    /** Waits for an event; returns it and those before it, in order. */
    List<Map<String, Object>> await(Predicate<Map<String, Object>> wanted) throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        while (true) {
            var event = events.isEmpty() ? next() : events.remove();
            all.add(event);
            if (wanted.test(event)) {
                return all;
            }
        }
    }

    private Map<String, Object> next() throws IOException {
        var line = reader.readLine();
        if (line == null) {
            throw new EOFException("the monitor closed the connection");
        }
        return object(Json.parse(line));
    }

    /** A JSON object as a map. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object tree) {
        return (Map<String, Object>) tree;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
