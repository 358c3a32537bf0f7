package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.InheritedSocket;
import org.blockyard.posix.PosixException;

/**
 * A socket that the process inherited under a number: listening for a server, connected for a
 * client.
 */
record InheritedPlace(int number) implements SocketAddresses {
    @Override
    public Listening listen(boolean noDelay) throws IOException {
        return new Listening("fd:" + number, List.of(socket(true).listening()), noDelay, () -> {});
    }

    @Override
    public CharDevice call(Optional<Duration> again, boolean noDelay) throws IOException {
        return new Once("fd:" + number, new SocketConnection(socket(false).connected()));
    }

    private InheritedSocket socket(boolean listening) throws BlockException {
        try {
            var socket = InheritedSocket.of(number);
            if (socket.isListening() == listening) {
                return socket;
            }
        } catch (PosixException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "File descriptor '" + number + "': " + e.words(), e);
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "File descriptor '"
                        + number
                        + "' is not a "
                        + (listening ? "listening" : "connected")
                        + " socket");
    }
}
