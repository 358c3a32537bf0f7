package org.blockyard.metrics;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.metrics.http.ListeningSocket;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.LegacyAddress;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.SocketAddress;
import org.blockyard.platform.Provide;

/** The management commands that start and stop endpoints. Thread-safe. */
@Provide(services = CommandSet.class, name = "metrics")
public final class MetricsCommands implements CommandSet, AutoCloseable {
    private final Endpoints endpoints = new Endpoints();

    /** Called by the platform. */
    public MetricsCommands() {}

    /**
     * The arguments of the start.
     *
     * @param addr where to listen
     * @param remote whether other machines may reach it
     */
    record Start(
            @Option("where to listen: inet or unix") LegacyAddress addr,
            @Option(
                            value =
                                    "allow an address that other machines reach; there is no access control",
                            byDefault = "off")
                    boolean remote) {}

    /**
     * The arguments of the stop.
     *
     * @param address which one, or all
     */
    record Stop(
            @Option("address of the endpoint as it is listed; all endpoints if left out")
                    Optional<String> address) {}

    /**
     * An endpoint.
     *
     * @param address where it listens
     */
    record Endpoint(
            @Option("where it listens, such as 127.0.0.1:9100 or unix:/run/metrics.sock")
                    String address) {
        static Map<String, Object> tree(String address) {
            return OptionSchema.of(Endpoint.class).write(new Endpoint(address));
        }
    }

    @Override
    public List<ManagementCommand> commands() {
        return List.of(new StartCommand(), new StopCommand(), new ListCommand());
    }

    @Override
    public void close() throws IOException {
        endpoints.closeAll();
    }

    private static ListeningSocket open(SocketAddress address, boolean remote) throws IOException {
        return switch (address) {
            case SocketAddress.Inet inet -> ListeningSocket.inet(inet.host(), inet.port(), remote);
            case SocketAddress.Unix unix when !unix.isAbstract().orElse(false) ->
                    ListeningSocket.unix(unix.path());
            default ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED,
                            "metrics are told at TCP ports and Unix sockets in the file system only");
        };
    }

    private final class StartCommand extends RecordCommand<Start> {
        StartCommand() {
            super(
                    "x-blockyard-metrics-start",
                    "Tells figures of nodes, exports and jobs at an address over HTTP, in the form of OpenMetrics.",
                    Start.class,
                    one(Endpoint.class));
        }

        @Override
        protected Object run(Start arguments, CommandContext context) throws IOException {
            var socket = open(arguments.addr().data(), arguments.remote());
            return Endpoint.tree(endpoints.add(socket, context.platform()));
        }
    }

    private final class StopCommand extends RecordCommand<Stop> {
        StopCommand() {
            super(
                    "x-blockyard-metrics-stop",
                    "Tells figures no more at an address, or at any.",
                    Stop.class);
        }

        @Override
        protected Object run(Stop arguments, CommandContext context) throws IOException {
            if (arguments.address().isPresent()) {
                endpoints.close(arguments.address().get());
            } else {
                endpoints.closeAll();
            }
            return Map.of();
        }
    }

    private final class ListCommand extends RecordCommand<NoOptions> {
        ListCommand() {
            super(
                    "x-blockyard-metrics-list",
                    "Tells where figures are told.",
                    NoOptions.class,
                    listOf(Endpoint.class));
        }

        @Override
        protected Object run(NoOptions arguments, CommandContext context) {
            return endpoints.addresses().stream().map(Endpoint::tree).toList();
        }
    }
}
