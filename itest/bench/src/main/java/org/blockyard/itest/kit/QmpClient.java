package org.blockyard.itest.kit;

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
public final class QmpClient implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader reader;
    private final Deque<Map<String, Object>> events = new ArrayDeque<>();

    /** Connects, and is ready for commands. */
    public QmpClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        reader =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
        if (!next().containsKey("QMP")) {
            throw new IOException("a greeting comes first");
        }
        execute("qmp_capabilities", Map.of());
    }

    /**
     * Runs a command and returns its result.
     *
     * @throws IOException with the server's words if it fails
     */
    public Object execute(String command, Map<String, Object> arguments) throws IOException {
        var reply = ask(command, arguments);
        if (!reply.containsKey("return")) {
            throw new IOException(command + " failed: " + reply.get("error"));
        }
        return Objects.requireNonNull(reply.get("return"));
    }

    /** The same with the arguments as JSON text. */
    public Object execute(String command, String arguments) throws IOException {
        return execute(command, object(Json.parse(arguments)));
    }

    /** Runs a command and returns the whole reply, be it an error. */
    public Map<String, Object> ask(String command, Map<String, Object> arguments)
            throws IOException {
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
    public Map<String, Object> event(String name) throws IOException {
        return await(event -> name.equals(event.get("event"))).getLast();
    }

    /** Waits for the next event, whatever it is. */
    public Map<String, Object> anyEvent() throws IOException {
        return events.isEmpty() ? next() : events.remove();
    }

    /** Waits for an event; returns it and those before it, in order. */
    public List<Map<String, Object>> await(Predicate<Map<String, Object>> wanted)
            throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        while (true) {
            var event = anyEvent();
            all.add(event);
            if (wanted.test(event)) {
                return all;
            }
        }
    }

    /** The events that came before or between answers and were not asked for yet. */
    public List<Map<String, Object>> pending() {
        var all = List.copyOf(events);
        events.clear();
        return all;
    }

    private Map<String, Object> next() throws IOException {
        var line = reader.readLine();
        if (line == null) {
            throw new EOFException("the monitor closed the connection");
        }
        return object(Json.parse(line));
    }

    /** A JSON object as a map. */
    @SuppressWarnings("unchecked") // what a parser made
    public static Map<String, Object> object(Object tree) {
        return (Map<String, Object>) tree;
    }

    /** A JSON array of objects as a list of maps. */
    public static List<Map<String, Object>> objects(Object tree) {
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
