package org.blockyard.nbd.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where the tool listens or connects. */
sealed interface Address {
    /** A Unix socket. */
    record Unix(String path) implements Address {}

    /** A TCP address. */
    record Inet(String host, String port) implements Address {}

    /** A listening socket handed over by the service manager. */
    record Inherited(int descriptor) implements Address {}

    /** What the command line says. */
    static Address of(CommandLine line) throws BlockException {
        boolean inet = line.has(Flag.PORT) || line.has(Flag.BIND);
        var path = line.value(Flag.SOCKET);
        if (path.isPresent()) {
            if (inet) {
                throw CommandLine.usage("-k goes neither with -p nor with -b");
            }
            if (!path.get().startsWith("/")) {
                throw CommandLine.usage("socket path must be absolute");
            }
            return new Unix(path.get());
        }
        line.number(Flag.PORT, 0, 65_535);
        return new Inet(
                line.value(Flag.BIND).orElse("0.0.0.0"), line.value(Flag.PORT).orElse("10809"));
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
        try {
            return switch (this) {
                case Unix unix ->
                        SocketChannel.open(UnixDomainSocketAddress.of(Path.of(unix.path())));
                case Inet inet ->
                        SocketChannel.open(
                                new InetSocketAddress(inet.host(), Integer.parseInt(inet.port())));
                case Inherited fd ->
                        throw new BlockException(
                                ErrorKind.UNSUPPORTED, "there is nothing to connect to");
            };
        } catch (RuntimeException e) {
            throw new BlockException(ErrorKind.NOT_FOUND, "can't connect: " + e.getMessage(), e);
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Failed to connect: ");
        }
    }
}
