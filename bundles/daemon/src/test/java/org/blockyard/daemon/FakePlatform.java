package org.blockyard.daemon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.export.Exports;
import org.blockyard.graph.BlockGraph;
import org.blockyard.io.BufferPool;
import org.blockyard.job.Jobs;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandListener;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.monitor.Monitors;
import org.blockyard.object.Objects;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverSwaps;

/** A platform that notes what it is told, in order. */
final class FakePlatform implements Platform {
    final List<String> log = new ArrayList<>();
    final Map<String, OptionType> commands = new HashMap<>();
    private final List<Runnable> onShutdown = new ArrayList<>();

    @Override
    public Commands commands() {
        return new Commands() {
            @Override
            public AutoCloseable listen(CommandListener listener) {
                return () -> {};
            }

            @Override
            public List<ManagementCommand> list() {
                return List.of();
            }

            @Override
            public Optional<ManagementCommand> find(String name) {
                return Optional.ofNullable(commands.get(name))
                        .map(type -> new FakeCommand(name, type));
            }

            @Override
            public List<EventType> events() {
                return List.of();
            }

            @Override
            public Object run(String name, Map<String, Object> arguments, String origin) {
                log.add(name + " " + arguments);
                return Map.of();
            }
        };
    }

    /** A command that only has a type. */
    record FakeCommand(String name, OptionType type) implements ManagementCommand {
        @Override
        public String doc() {
            return "";
        }

        @Override
        public OptionType arguments(Platform platform) {
            return type;
        }

        @Override
        public Optional<OptionType> result(Platform platform) {
            return Optional.empty();
        }

        @Override
        public Object run(Map<String, Object> arguments, CommandContext context) {
            return Map.of();
        }
    }

    @Override
    public List<Contribution> contributions() {
        return List.of(
                new Contribution() {
                    @Override
                    public String name() {
                        return "monitors";
                    }

                    @Override
                    public java.util.Set<String> services() {
                        return java.util.Set.of(Monitors.class.getName());
                    }

                    @Override
                    public String bundle() {
                        return "test";
                    }

                    @Override
                    public String version() {
                        return "1";
                    }

                    @Override
                    public <T> T as(Class<T> service) {
                        return service.cast(new FakeMonitors());
                    }
                });
    }

    /** Monitors that note what they are told. */
    private final class FakeMonitors implements Monitors {
        @Override
        public void addChardev(String options) {
            log.add("chardev " + options);
        }

        @Override
        public void addMonitor(String options, Platform platform) {
            log.add("monitor " + options);
        }

        @Override
        public Optional<String> chardevHelp(String options) {
            return options.endsWith("help") ? Optional.of("") : Optional.empty();
        }

        @Override
        public void close() {
            log.add("monitors closed");
        }
    }

    @Override
    public void requestShutdown() {
        onShutdown.forEach(Runnable::run);
    }

    @Override
    public void onShutdownRequest(Runnable action) {
        onShutdown.add(action);
    }

    @Override
    public void close() {
        log.add("platform closed");
    }

    @Override
    public BlockGraph graph() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Jobs jobs() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Exports exports() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Objects objects() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Events events() {
        return new Events() {
            @Override
            public void publish(String name, Map<String, Object> data) {}

            @Override
            public AutoCloseable subscribe(Consumer<ManagementEvent> subscriber) {
                return () -> {};
            }
        };
    }

    @Override
    public DriverSwaps swaps() {
        throw new UnsupportedOperationException();
    }

    @Override
    public BufferPool buffers() {
        throw new UnsupportedOperationException();
    }
}
