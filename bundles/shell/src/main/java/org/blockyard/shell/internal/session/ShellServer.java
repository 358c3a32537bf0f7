package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import org.blockyard.posix.OwnerSocket;

/** Listens on a socket that only its owner may use, and gives each client a session. */
public final class ShellServer implements AutoCloseable {
    private static final int MOST_CLIENTS = 32;

    private final Gogo gogo;
    private final Path path;
    private final ServerSocketChannel listener;
    private final Set<Connection> clients = ConcurrentHashMap.newKeySet();

    private ShellServer(Gogo gogo, Path path, ServerSocketChannel listener) {
        this.gogo = gogo;
        this.path = path;
        this.listener = listener;
    }

    /**
     * Listens at a path. A socket there that nobody listens on any more is replaced.
     *
     * @throws IOException if the path is taken
     */
    public static ShellServer open(Gogo gogo, Path path) throws IOException {
        ServerSocketChannel listener;
        try {
            listener = OwnerSocket.listen(path, MOST_CLIENTS);
        } catch (IOException e) {
            throw new IOException("can't listen at " + path + ": " + e.getMessage(), e);
        }
        var server = new ShellServer(gogo, path, listener);
        Thread.ofPlatform().daemon().name("shell-listener").start(server::accept);
        return server;
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                var channel = listener.accept();
                if (clients.size() < MOST_CLIENTS && isOwner(channel)) {
                    serve(new Connection(channel));
                } else {
                    channel.close();
                }
            } catch (IOException e) {
                // the listener was closed, or a client left at once
            }
        }
    }

    /** The file's mode says it already; but between bind and chmod somebody may have slipped in. */
    private static boolean isOwner(SocketChannel channel) throws IOException {
        var user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return user.equals("root") || user.equals(System.getProperty("user.name"));
    }

    private void serve(Connection connection) {
        clients.add(connection);
        Thread.ofPlatform()
                .daemon()
                .name("shell-session")
                .start(
                        () -> {
                            try (connection) {
                                var hello = connection.hello();
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("shell-input")
                                        .start(connection::receive);
                                connection.exit(
                                        hello.interactive()
                                                ? new TerminalSession(gogo, connection, hello).run()
                                                : new ScriptSession(
                                                                gogo,
                                                                connection,
                                                                hello.stopAtError())
                                                        .run());
                            } catch (IOException e) {
                                System.getLogger("org.blockyard.shell")
                                        .log(
                                                System.Logger.Level.DEBUG,
                                                "a session ended: {0}",
                                                e.getMessage());
                            } finally {
                                clients.remove(connection);
                            }
                        });
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    /** Sends the clients home and removes the socket. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (var client : clients) {
            client.exit(0);
            client.close();
        }
        Files.deleteIfExists(path);
    }
}
