package org.blockyard.qmp;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandListener;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.platform.Platform;

/** A platform with commands and events and nothing else. */
public final class FakePlatform implements Commands, Events {
    private final List<ManagementCommand> commands = new CopyOnWriteArrayList<>();
    private final List<Consumer<ManagementEvent>> subscribers = new CopyOnWriteArrayList<>();
    private final Platform platform =
            (Platform)
                    Proxy.newProxyInstance(
                            FakePlatform.class.getClassLoader(),
                            new Class<?>[] {Platform.class},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "commands", "events" -> this;
                                        case "toString" -> "fake";
                                        default ->
                                                throw new UnsupportedOperationException(
                                                        method.getName());
                                    });

    /** What a test's command does. */
    @FunctionalInterface
    public interface Action {
        Object run() throws IOException;
    }

    public FakePlatform() {
        var version = new LinkedHashMap<String, Object>();
        version.put("qemu", Map.of("major", 10));
        version.put("package", "blockyard test");
        command("query-version", () -> version);
    }

    /** The platform itself. */
    public Platform platform() {
        return platform;
    }

    /** Adds a command without arguments. */
    public void command(String name, Action action) {
        commands.add(
                new RecordCommand<NoOptions>(name, "A test's command.", NoOptions.class) {
                    @Override
                    protected Object run(NoOptions none, CommandContext context)
                            throws IOException {
                        return action.run();
                    }
                });
    }

    /** Adds commands. */
    public void commands(List<ManagementCommand> more) {
        commands.addAll(more);
    }

    @Override
    public List<ManagementCommand> list() {
        return commands;
    }

    @Override
    public Optional<ManagementCommand> find(String name) {
        return commands.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    @Override
    public List<EventType> events() {
        return List.of();
    }

    @Override
    public AutoCloseable listen(CommandListener listener) {
        return () -> {};
    }

    @Override
    public Object run(String name, Map<String, Object> arguments, String origin)
            throws IOException {
        var command = find(name).orElseThrow(() -> new BlockException(ErrorKind.NOT_FOUND, name));
        return command.run(
                arguments,
                new CommandContext() {
                    @Override
                    public Platform platform() {
                        return platform;
                    }

                    @Override
                    public String origin() {
                        return origin;
                    }
                });
    }

    @Override
    public void publish(String name, Map<String, Object> data) {
        var time = Instant.ofEpochSecond(1_700_000_000, 123_456_789);
        subscribers.forEach(s -> s.accept(new ManagementEvent(name, data, time)));
    }

    @Override
    public AutoCloseable subscribe(Consumer<ManagementEvent> subscriber) {
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }
}
