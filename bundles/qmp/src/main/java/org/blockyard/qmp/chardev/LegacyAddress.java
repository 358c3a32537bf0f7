package org.blockyard.qmp.chardev;

import org.blockyard.option.Branch;
import org.blockyard.option.Option;
import org.blockyard.option.SocketAddress;
import org.blockyard.option.Union;

/** A socket address as old commands write it: the type's members in an object of their own. */
@Union
public sealed interface LegacyAddress {
    /** The address. */
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
