package org.blockyard.shell.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Platform;
import org.blockyard.platform.Provide;
import org.blockyard.shell.client.RuntimeFolder;
import org.blockyard.shell.internal.command.ShellCommands;
import org.blockyard.shell.internal.session.Gogo;
import org.blockyard.shell.internal.session.ShellServer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.FrameworkUtil;

/** The management command that opens a socket for shells. */
@Provide(services = CommandSet.class, name = "shell")
public final class ShellCommandSet implements CommandSet, AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<ShellServer> servers = new ArrayList<>();
    private @Nullable Gogo gogo;

    /** Called by the platform. */
    public ShellCommandSet() {}

    /**
     * The arguments.
     *
     * @param path where to listen
     */
    record Open(
            @Option(
                            "path of the socket; without one, a name with the process's id in the user's runtime folder")
                    Optional<String> path) {}

    /**
     * The result.
     *
     * @param path where it listens
     */
    record Opened(@Option("path of the socket") String path) {}

    @Override
    public List<ManagementCommand> commands() {
        return List.of(
                new RecordCommand<>(
                        "x-blockyard-shell-open",
                        "Open a socket, usable by its owner alone, to which shells connect.",
                        Open.class,
                        Optional.of(OptionSchema.of(Opened.class).type())) {
                    @Override
                    protected Object run(Open arguments, CommandContext context)
                            throws IOException {
                        return open(arguments, context.platform());
                    }
                });
    }

    private Map<String, Object> open(Open arguments, Platform platform) throws IOException {
        var path = arguments.path().isPresent() ? Path.of(arguments.path().get()) : usualPath();
        lock.lock();
        try {
            servers.add(ShellServer.open(gogo(platform), path.toAbsolutePath()));
        } finally {
            lock.unlock();
        }
        return Map.of("path", path.toAbsolutePath().toString());
    }

    private static Path usualPath() throws IOException {
        var folder = RuntimeFolder.make();
        RuntimeFolder.clear();
        return folder.resolve("shell-" + ProcessHandle.current().pid() + ".sock");
    }

    private Gogo gogo(Platform platform) {
        if (gogo == null) {
            var context = FrameworkUtil.getBundle(ShellCommandSet.class).getBundleContext();
            gogo = new Gogo(context, new ShellCommands(platform, context));
        }
        return gogo;
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            for (var server : servers) {
                server.close();
            }
            servers.clear();
        } finally {
            lock.unlock();
        }
    }
}
