package org.blockyard.export.nbd;

import java.io.IOException;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.SocketAddress;

/** Opens the sockets that an address means. */
final class Listeners {
    private Listeners() {}

    static Listening open(SocketAddress address) throws IOException {
        return switch (address) {
            case SocketAddress.Inet inet -> new Listening(TcpListener.open(inet));
            case SocketAddress.Unix unix -> {
                if (unix.isAbstract().orElse(false)) {
                    throw unsupported("a Unix socket in the abstract namespace");
                }
                yield new Listening(List.of(UnixListener.open(unix.path())));
            }
            case SocketAddress.Vsock vsock -> throw unsupported("a virtual-machine socket");
            case SocketAddress.Fd fd -> new Listening(List.of(InheritedListener.open(fd.str())));
        };
    }

    private static BlockException unsupported(String what) {
        return new BlockException(ErrorKind.UNSUPPORTED, "the NBD server can't listen on " + what);
    }
}
