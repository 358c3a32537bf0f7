package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.SocketAddress;

/** A socket address that a device can be at. */
interface SocketAddresses {
    /** Listens there. */
    Listening listen(boolean noDelay) throws IOException;

    /** Connects to it, again and again if a pause is given. */
    CharDevice call(Optional<Duration> again, boolean noDelay) throws IOException;

    /** The address as one that a device can be at. */
    static SocketAddresses of(SocketAddress address) throws BlockException {
        return switch (address) {
            case SocketAddress.Unix unix -> unix(unix);
            case SocketAddress.Inet inet -> new InetPlace(inet);
            case SocketAddress.Fd fd -> new InheritedPlace(number(fd.str()));
            case SocketAddress.Vsock vsock ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED, "Sockets of type 'vsock' are not supported");
        };
    }

    private static SocketAddresses unix(SocketAddress.Unix unix) throws BlockException {
        if (unix.isAbstract().orElse(false)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Unix sockets in the abstract namespace are not supported");
        }
        return new UnixPlace(unix.path());
    }

    private static int number(String text) throws BlockException {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BlockException(ErrorKind.INVALID_OPTION, "Unable to parse FD number " + text);
    }
}
