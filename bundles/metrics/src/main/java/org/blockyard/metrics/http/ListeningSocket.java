package org.blockyard.metrics.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.OwnerSocket;

/**
 * A socket that listens for clients of this machine: a TCP port of the loopback interface, unless
 * more is asked for, or a Unix socket that only its owner may use.
 */
public final class ListeningSocket implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final int MOST_PORT = 65_535;

    private final ServerSocketChannel channel;
    private final Optional<Path> path;

    private ListeningSocket(ServerSocketChannel channel, Optional<Path> path) {
        this.channel = channel;
        this.path = path;
    }

    /**
     * Listens on a TCP port.
     *
     * @param port its number; 0 for any that is free
     * @param remote whether an address that other machines reach is allowed
     */
    public static ListeningSocket inet(String host, String port, boolean remote)
            throws IOException {
        var address = resolve(host);
        if (!address.isLoopbackAddress() && !remote) {
            throw new BlockException(
                    ErrorKind.DENIED,
                    "other machines reach '"
                            + host
                            + "', and nothing asks a client who it is: only remote=on allows that");
        }
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(address, number(port)), BACKLOG);
            return new ListeningSocket(channel, Optional.empty());
        } catch (IOException e) {
            channel.close();
            throw failed(host + ":" + port, e);
        }
    }

    private static InetAddress resolve(String host) throws BlockException {
        try {
            return InetAddress.getByName(host.isEmpty() ? "0.0.0.0" : host);
        } catch (UnknownHostException e) {
            throw new BlockException(ErrorKind.NOT_FOUND, "there is no host '" + host + "'", e);
        }
    }

    private static int number(String port) throws BlockException {
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= MOST_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "'" + port + "' is no port: give a number up to 65535");
    }

    /** Listens at a path. A socket there that nobody listens on any more is replaced. */
    public static ListeningSocket unix(String name) throws IOException {
        var path = Path.of(name).toAbsolutePath();
        try {
            return new ListeningSocket(OwnerSocket.listen(path, BACKLOG), Optional.of(path));
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    private static BlockException failed(String where, IOException e) {
        return new BlockException(
                ErrorKind.IO, "can't listen at " + where + ": " + e.getMessage(), e);
    }

    /** Takes the next client. */
    SocketChannel accept() throws IOException {
        while (true) {
            var client = channel.accept();
            if (path.isEmpty() || isOwner(client)) {
                return client;
            }
            client.close();
        }
    }

    /** The file's mode says it already; but between bind and chmod somebody may have slipped in. */
    private static boolean isOwner(SocketChannel client) throws IOException {
        var user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return user.equals("root") || user.equals(System.getProperty("user.name"));
    }

    /** Where it listens: {@code HOST:PORT}, or {@code unix:PATH}. */
    String address() {
        if (path.isPresent()) {
            return "unix:" + path.get();
        }
        try {
            var local = (InetSocketAddress) channel.getLocalAddress();
            var host = local.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + local.getPort();
        } catch (IOException e) {
            return "nowhere";
        }
    }

    @Override
    public void close() throws IOException {
        boolean open = channel.isOpen();
        channel.close();
        if (open && path.isPresent()) {
            Files.deleteIfExists(path.get());
        }
    }
}
