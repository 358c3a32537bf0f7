package org.blockyard.posix.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/**
 * What the system knows of a stream socket.
 *
 * @param family its address family
 * @param listening whether it listens
 * @param peer whom it is connected to, if it does not listen
 */
public record SocketFacts(int family, boolean listening, SocketAddress peer) {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    /** Asks the system. */
    public static SocketFacts of(int descriptor) throws PosixException {
        int family = option(descriptor, SO_DOMAIN);
        if (option(descriptor, SO_TYPE) != SOCK_STREAM
                || (family != AF_UNIX && family != AF_INET && family != AF_INET6)) {
            throw new PosixException(
                    "getsockopt",
                    ErrorNumber.EINVAL,
                    "descriptor " + descriptor + " is not a Unix or TCP stream socket");
        }
        boolean listening = option(descriptor, SO_ACCEPTCONN) != 0;
        return new SocketFacts(family, listening, listening ? UNNAMED : peerOf(descriptor));
    }

    /** Whether it is a Unix socket. */
    public boolean unix() {
        return family == AF_UNIX;
    }

    /** Whether it is an IPv6 socket. */
    public boolean inet6() {
        return family == AF_INET6;
    }

    private static int option(int descriptor, int name) throws PosixException {
        int[] value = {0};
        int[] size = {Integer.BYTES};
        JnaCalls.check(
                "getsockopt", () -> JnaLibc.getsockopt(descriptor, SOL_SOCKET, name, value, size));
        return value[0];
    }

    private static SocketAddress peerOf(int descriptor) throws PosixException {
        var bytes = new byte[128];
        int[] size = {bytes.length};
        JnaCalls.check("getpeername", () -> JnaLibc.getpeername(descriptor, bytes, size));
        int family = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getShort(0);
        try {
            return switch (family) {
                case AF_INET -> inet(bytes, 4, 8);
                case AF_INET6 -> inet(bytes, 8, 24);
                default -> unix(bytes, Math.min(size[0], bytes.length));
            };
        } catch (UnknownHostException impossible) {
            throw PosixException.of("getpeername", ErrorNumber.EINVAL);
        }
    }

    private static SocketAddress inet(byte[] address, int from, int to)
            throws UnknownHostException {
        int port = Short.toUnsignedInt(ByteBuffer.wrap(address).getShort(2));
        return new InetSocketAddress(
                InetAddress.getByAddress(Arrays.copyOfRange(address, from, to)), port);
    }

    private static SocketAddress unix(byte[] address, int size) {
        int end = 2;
        while (end < size && address[end] != 0) {
            end++;
        }
        return UnixDomainSocketAddress.of(new String(address, 2, end - 2, StandardCharsets.UTF_8));
    }
}
