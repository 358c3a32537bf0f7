package org.blockyard.nbd.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.blockyard.cli.CommandLine;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where the tool listens or connects. */
sealed interface Address {
    /** The port that NBD has by itself. */
    String PORT = "10809";

    /** A Unix socket. */
    record Unix(String path) implements Address {}

    /** A TCP address. */
    record Inet(String host, String port) implements Address {}

    /** A listening socket handed over by the service manager. */
    record Inherited(int descriptor) implements Address {}

    /** What the command line says. A Unix socket comes before anything else that it says. */
    static Address of(CommandLine line) {
        var path = line.value(Flags.SOCKET).or(() -> line.value(Flags.CONNECT).map(Address::lock));
        if (path.isPresent()) {
            return new Unix(path.get());
        }
        return new Inet(
                line.value(Flags.BIND).orElse("0.0.0.0"), line.value(Flags.PORT).orElse(PORT));
    }

    /** Where the server of a device of the kernel listens. */
    private static String lock(String device) {
        return "/var/lock/qemu-nbd-" + device.substring(device.lastIndexOf('/') + 1);
    }

    /** It as {@code nbd-server-start} wants it. */
    default Map<String, Object> legacy() {
        return switch (this) {
            case Unix unix -> Map.of("type", "unix", "data", Map.of("path", unix.path()));
            case Inet inet ->
                    Map.of(
                            "type",
                            "inet",
                            "data",
                            Map.of("host", inet.host(), "port", inet.port()));
            case Inherited fd ->
                    Map.of("type", "fd", "data", Map.of("str", Integer.toString(fd.descriptor())));
        };
    }

    /** A connection to it. */
    default SocketChannel connect() throws IOException {
        return switch (this) {
            case Unix unix -> connect(unix);
            case Inet inet -> connect(inet);
            case Inherited fd ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED, "there is nothing to connect to");
        };
    }

    private static SocketChannel connect(Unix unix) throws IOException {
        try {
            return SocketChannel.open(UnixDomainSocketAddress.of(Path.of(unix.path())));
        } catch (IOException e) {
            throw failed(unix.path(), e);
        } catch (RuntimeException e) {
            throw failed(unix.path(), new IOException(e.getMessage(), e));
        }
    }

    private static SocketChannel connect(Inet inet) throws IOException {
        var where = inet.host() + ":" + inet.port();
        int port = port(inet, where);
        var failure = new IOException("no address");
        for (var host : resolve(inet, where)) {
            try {
                return SocketChannel.open(new InetSocketAddress(host, port));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failed(where, failure);
    }

    private static InetAddress[] resolve(Inet inet, String where) throws BlockException {
        try {
            return InetAddress.getAllByName(inet.host());
        } catch (UnknownHostException e) {
            throw unresolved(where, "Name or service not known");
        }
    }

    private static int port(Inet inet, String where) throws BlockException {
        if (inet.port().equals("nbd")) {
            return Integer.parseInt(PORT);
        }
        try {
            int port = Integer.parseInt(inet.port());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw unresolved(where, "Servname not supported for ai_socktype");
    }

    private static BlockException unresolved(String where, String why) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "address resolution failed for " + where + ": " + why);
    }

    private static BlockException failed(String where, IOException e) {
        var why = e instanceof NoSuchFileException ? "No such file or directory" : e.getMessage();
        return new BlockException(ErrorKind.IO, "Failed to connect to '" + where + "': " + why, e);
    }
}
