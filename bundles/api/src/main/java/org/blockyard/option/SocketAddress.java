package org.blockyard.option;

import java.util.Optional;

/** Where to listen or connect, as QMP and the command line write it. */
@Union
public sealed interface SocketAddress {
    /**
     * A TCP address.
     *
     * @param host name or address; empty listens on all
     * @param port number or service name
     * @param to when listening, try the ports up to this one
     * @param ipv4 whether IPv4 may be used
     * @param ipv6 whether IPv6 may be used
     * @param keepAlive whether to send keep-alives
     * @param numeric whether host and port are numbers only
     */
    @Branch("inet")
    record Inet(
            @Option("host name or address") String host,
            @Option("port number or service name") String port,
            @Option(value = "last port to try when listening", min = 1, max = 65535)
                    Optional<Integer> to,
            @Option("use IPv4") Optional<Boolean> ipv4,
            @Option("use IPv6") Optional<Boolean> ipv6,
            @Option("send TCP keep-alives") Optional<Boolean> keepAlive,
            @Option("host and port are numbers only") Optional<Boolean> numeric)
            implements SocketAddress {}

    /**
     * A Unix socket.
     *
     * @param path file name of the socket
     * @param isAbstract whether it lies in the abstract namespace
     * @param tight whether an abstract name is not padded
     */
    @Branch("unix")
    record Unix(
            @Option("file name of the socket") String path,
            @Option(value = "in the abstract namespace", name = "abstract")
                    Optional<Boolean> isAbstract,
            @Option("an abstract name is not padded") Optional<Boolean> tight)
            implements SocketAddress {
        /** A socket in the file system. */
        public Unix(String path) {
            this(path, Optional.empty(), Optional.empty());
        }
    }

    /**
     * A virtual-machine socket.
     *
     * @param cid context id
     * @param port port number
     */
    @Branch("vsock")
    record Vsock(@Option("context id") String cid, @Option("port number") String port)
            implements SocketAddress {}

    /**
     * A descriptor that the process inherited.
     *
     * @param str its number
     */
    @Branch("fd")
    record Fd(@Option("number of the inherited descriptor") String str) implements SocketAddress {}
}
