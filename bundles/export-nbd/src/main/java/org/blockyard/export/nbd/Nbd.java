package org.blockyard.export.nbd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Permission;
import org.blockyard.export.BlockExport;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.ExportContext;
import org.blockyard.export.Restartable;
import org.blockyard.export.nbd.protocol.Wire;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.SocketAddress;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;
import org.jspecify.annotations.Nullable;

/**
 * The export type {@code nbd} and the commands of its server. There is at most one server; exports
 * can be added while it runs and go when it stops. Thread-safe.
 */
@Provide(
        services = {BlockExportType.class, CommandSet.class},
        name = "nbd")
public final class Nbd implements BlockExportType<NbdOptions>, CommandSet, Restartable {
    private final OptionSchema<NbdOptions> options = OptionSchema.of(NbdOptions.class);
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable NbdServer server;
    private List<Call> start = List.of();

    /** Made by the platform. */
    public Nbd() {}

    @Override
    public String name() {
        return "nbd";
    }

    @Override
    public OptionSchema<NbdOptions> options() {
        return options;
    }

    /** The protocol has no word for a length that changes. */
    @Override
    public Set<Permission> shared() {
        return EnumSet.complementOf(EnumSet.of(Permission.RESIZE));
    }

    @Override
    public BlockExport open(NbdOptions chosen, ExportContext context) throws IOException {
        requireShort("export name", chosen.name().orElse(""));
        requireShort("description", chosen.description().orElse(""));
        var running = running();
        var export = new NbdExport(running, context, chosen);
        try {
            running.add(export);
        } catch (Throwable t) {
            export.close();
            throw t;
        }
        return export;
    }

    private static void requireShort(String what, String text) throws BlockException {
        if (text.getBytes(StandardCharsets.UTF_8).length > Wire.MAX_STRING
                || text.indexOf('\0') >= 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "the " + what + " is longer than " + Wire.MAX_STRING + " bytes or holds a NUL");
        }
    }

    @Override
    public List<ManagementCommand> commands() {
        return List.of(
                new ServerStartCommand(this),
                new ServerStopCommand(this),
                new ServerAddCommand(),
                new ServerRemoveCommand());
    }

    @Override
    public List<EventType> events() {
        return List.of(
                new EventType(
                        NbdExport.CLIENTS_EVENT,
                        "A client connected to an NBD export or left it.",
                        OptionSchema.of(NbdExport.Clients.class).type()));
    }

    /** Starts the server; it listens when this returns. The call would start it again. */
    void start(
            List<SocketAddress> addresses,
            NbdServer.Settings settings,
            Platform platform,
            Call call)
            throws IOException {
        lock.lock();
        try {
            if (server != null) {
                throw new BlockException(ErrorKind.EXISTS, "NBD server already running");
            }
            var started = new NbdServer(listen(addresses), platform.buffers(), settings);
            started.start();
            server = started;
            start = List.of(call);
        } finally {
            lock.unlock();
        }
    }

    /** Listens on all addresses, or on none. */
    private static Listening listen(List<SocketAddress> addresses) throws IOException {
        var sockets = new ArrayList<Listening.Socket>();
        try {
            for (var address : addresses) {
                sockets.addAll(Listeners.open(address).sockets());
            }
            return new Listening(sockets);
        } catch (IOException e) {
            new Listening(sockets).close();
            throw e;
        }
    }

    /** Stops the server with all its exports and clients. */
    void stop(Platform platform) throws IOException {
        running();
        platform.exports().removeAll(name());
        close();
    }

    @Override
    public List<Call> restart() {
        lock.lock();
        try {
            return start;
        } finally {
            lock.unlock();
        }
    }

    /** Stops the server, if it runs; its exports no longer have clients. */
    @Override
    public void close() {
        NbdServer stopped;
        lock.lock();
        try {
            stopped = server;
            server = null;
            start = List.of();
        } finally {
            lock.unlock();
        }
        if (stopped != null) {
            stopped.close();
        }
    }

    private NbdServer running() throws BlockException {
        lock.lock();
        try {
            if (server == null) {
                throw new BlockException(ErrorKind.NOT_FOUND, "NBD server not running");
            }
            return server;
        } finally {
            lock.unlock();
        }
    }
}
