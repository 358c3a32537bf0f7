package org.blockyard.export.nbd;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.SocketAddress;

/**
 * A TCP socket. A name that stands for several addresses gives one for each; they share the port.
 */
final class TcpListener implements Listening.Socket {
    private static final int BACKLOG = 128;
    private static final int NBD_PORT = 10_809;
    private static final int MAX_PORT = 65_535;

    private final ServerSocketChannel channel;

    private TcpListener(ServerSocketChannel channel) {
        this.channel = channel;
    }

    static List<TcpListener> open(SocketAddress.Inet address) throws IOException {
        int first = port(address);
        int last = address.to().orElse(first);
        var hosts = hosts(address);
        for (int port = first; port <= last; port++) {
            try {
                return bindAll(hosts, port);
            } catch (BindException e) {
                if (port == last) {
                    throw unusable(e);
                }
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "the port range " + first + " to " + last + " is empty");
    }

    private static BlockException unusable(BindException e) {
        boolean taken = "Address already in use".equals(e.getMessage());
        var what = taken ? "Failed to find an available port: " : "Failed to bind socket: ";
        return new BlockException(ErrorKind.BUSY, what + e.getMessage(), e);
    }

    private static List<TcpListener> bindAll(List<InetAddress> hosts, int port) throws IOException {
        var bound = new ArrayList<TcpListener>();
        try {
            for (var host : hosts) {
                int actual = bound.isEmpty() ? port : bound.getFirst().port();
                bound.add(new TcpListener(bind(host, actual, hosts.size() == 1)));
            }
            return bound;
        } catch (IOException e) {
            for (var listener : bound) {
                listener.close();
            }
            throw e;
        }
    }

    private static ServerSocketChannel bind(InetAddress host, int port, boolean alone)
            throws IOException {
        ProtocolFamily family = StandardProtocolFamily.INET;
        if (host instanceof Inet6Address && alone) {
            family = StandardProtocolFamily.INET6;
        }
        var channel =
                host instanceof Inet4Address
                        ? ServerSocketChannel.open(family)
                        : ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(host, port), BACKLOG);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The addresses that a host name means, of the kinds that the options allow. */
    private static List<InetAddress> hosts(SocketAddress.Inet address) throws BlockException {
        boolean four = address.ipv4().orElse(!address.ipv6().orElse(false));
        boolean six = address.ipv6().orElse(!address.ipv4().orElse(false));
        if (!four && !six) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "neither IPv4 nor IPv6 may be used");
        }
        try {
            if (address.host().isEmpty()) {
                return List.of(InetAddress.getByName(six ? "::" : "0.0.0.0"));
            }
            var all = new ArrayList<InetAddress>();
            for (var host : InetAddress.getAllByName(address.host())) {
                if (host instanceof Inet4Address ? four : six) {
                    all.add(host);
                }
            }
            if (all.isEmpty()) {
                throw new UnknownHostException(address.host());
            }
            return all;
        } catch (UnknownHostException e) {
            throw unresolved(address, "Name or service not known");
        }
    }

    private static BlockException unresolved(SocketAddress.Inet address, String why) {
        return new BlockException(
                ErrorKind.NOT_FOUND,
                "address resolution failed for "
                        + address.host()
                        + ":"
                        + address.port()
                        + ": "
                        + why);
    }

    private static int port(SocketAddress.Inet address) throws BlockException {
        var text = address.port();
        if (text.equals("nbd")) {
            return NBD_PORT;
        }
        try {
            int port = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw unresolved(address, "Servname not supported for ai_socktype");
    }

    private int port() throws IOException {
        return channel.getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    @Override
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    public String address() {
        try {
            return String.valueOf(channel.getLocalAddress());
        } catch (IOException e) {
            return "a closed socket";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
