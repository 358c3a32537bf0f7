package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** How clients reach a server. */
public enum Transport {
    /** A unix socket. */
    UNIX,
    /** TCP over the loopback interface. */
    TCP;

    /** An address that is free; a socket that an ended server left is removed. */
    public SocketAddress address(Path folder) throws IOException {
        if (this == UNIX) {
            var socket = folder.resolve("s");
            Files.deleteIfExists(socket);
            return UnixDomainSocketAddress.of(socket);
        }
        try (var socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }
}
