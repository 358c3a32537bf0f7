package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.SocketAddress;

/** A TCP address. */
record InetPlace(SocketAddress.Inet inet) implements SocketAddresses {
    private static final int MAX_PORT = 65535;

    @Override
    public Listening listen(boolean noDelay) throws IOException {
        int from = port();
        int to = inet.to().orElse(from);
        var failure = new BindException("no port to try");
        for (int port = from; port <= Math.min(to, MAX_PORT); port++) {
            try {
                var channels = bind(port);
                return new Listening(name(localPort(channels)), channels, noDelay, () -> {});
            } catch (BindException e) {
                failure = e;
            }
        }
        throw new BlockException(
                ErrorKind.IO,
                "Failed to bind socket to " + name(from) + ": " + failure.getMessage(),
                failure);
    }

    @Override
    public CharDevice call(Optional<Duration> again, boolean noDelay) throws IOException {
        port();
        return new Calling(name(port()), () -> dial(noDelay), again);
    }

    private Connection dial(boolean noDelay) throws IOException {
        var failure = new IOException("no address");
        for (var host : hosts()) {
            try {
                var channel = SocketChannel.open(new InetSocketAddress(host, port()));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
                channel.setOption(
                        StandardSocketOptions.SO_KEEPALIVE, inet.keepAlive().orElse(false));
                return new SocketConnection(channel);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new BlockException(
                ErrorKind.IO,
                "Failed to connect to '"
                        + inet.host()
                        + ":"
                        + inet.port()
                        + "': "
                        + failure.getMessage(),
                failure);
    }

    /** One socket for each address of the host, all or none. */
    private List<ServerSocketChannel> bind(int port) throws IOException {
        var channels = new ArrayList<ServerSocketChannel>();
        try {
            for (var host : hosts()) {
                boolean four = host instanceof Inet4Address;
                var channel =
                        ServerSocketChannel.open(
                                four ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
                channels.add(channel);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                // an ephemeral port is chosen once and then the same for all
                int wanted = port == 0 && channels.size() > 1 ? localPort(channels) : port;
                channel.bind(new InetSocketAddress(host, wanted));
            }
            return channels;
        } catch (IOException e) {
            channels.forEach(Quietly::close);
            throw e;
        }
    }

    private List<InetAddress> hosts() throws BlockException {
        try {
            if (inet.host().isEmpty()) {
                var any = four() ? "0.0.0.0" : "::";
                // the six-family wildcard takes both families
                return List.of(InetAddress.getByName(any));
            }
            var hosts = new ArrayList<InetAddress>();
            for (var host : InetAddress.getAllByName(inet.host())) {
                if (host instanceof Inet4Address ? !six() : !four()) {
                    hosts.add(host);
                }
            }
            if (!hosts.isEmpty()) {
                return hosts;
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw new BlockException(
                ErrorKind.NOT_FOUND,
                "address resolution failed for "
                        + inet.host()
                        + ":"
                        + inet.port()
                        + ": no such host");
    }

    private boolean four() {
        return inet.ipv4().orElse(false) && !inet.ipv6().orElse(false) || !inet.ipv6().orElse(true);
    }

    private boolean six() {
        return inet.ipv6().orElse(false) && !inet.ipv4().orElse(false) || !inet.ipv4().orElse(true);
    }

    private int port() throws BlockException {
        try {
            int port = Integer.parseInt(inet.port());
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "port '" + inet.port() + "' is no number from 0 to 65535");
    }

    private static int localPort(List<ServerSocketChannel> channels) throws IOException {
        return ((InetSocketAddress) channels.getFirst().getLocalAddress()).getPort();
    }

    private String name(int port) {
        return "tcp:" + inet.host() + ":" + port;
    }
}
