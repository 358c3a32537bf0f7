package org.blockyard.option;

/**
 * A socket address as the older management commands write it: <code>
 * {"type": "unix", "data": {"path": "..."}}</code>.
 */
@Union
public sealed interface LegacyAddress {
    /** The address itself. */
    SocketAddress data();

    /**
     * A TCP address.
     *
     * @param data the address
     */
    @Branch("inet")
    record Inet(@Option("the address") SocketAddress.Inet data) implements LegacyAddress {}

    /**
     * A Unix socket.
     *
     * @param data the address
     */
    @Branch("unix")
    record Unix(@Option("the address") SocketAddress.Unix data) implements LegacyAddress {}

    /**
     * A virtual-machine socket.
     *
     * @param data the address
     */
    @Branch("vsock")
    record Vsock(@Option("the address") SocketAddress.Vsock data) implements LegacyAddress {}

    /**
     * An inherited descriptor.
     *
     * @param data the address
     */
    @Branch("fd")
    record Fd(@Option("the address") SocketAddress.Fd data) implements LegacyAddress {}
}
