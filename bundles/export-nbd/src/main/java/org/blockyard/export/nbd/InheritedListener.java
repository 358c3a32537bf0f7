package org.blockyard.export.nbd;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.InheritedSocket;
import org.blockyard.posix.PosixException;

/**
 * A listening socket that the process inherited under a number. Its file, if it has one, is its
 * maker's to remove.
 */
final class InheritedListener implements Listening.Socket {
    private final ServerSocketChannel channel;
    private final int descriptor;

    private InheritedListener(ServerSocketChannel channel, int descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    static InheritedListener open(String number) throws IOException {
        int descriptor = parse(number);
        try {
            return new InheritedListener(InheritedSocket.of(descriptor).listening(), descriptor);
        } catch (PosixException e) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "can't listen on descriptor " + number + ": " + e.getMessage(),
                    e);
        }
    }

    private static int parse(String number) throws BlockException {
        try {
            int descriptor = Integer.parseInt(number);
            if (descriptor >= 0) {
                return descriptor;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "'" + number + "' is no descriptor number");
    }

    @Override
    public SocketChannel accept() throws IOException {
        return channel.accept();
    }

    @Override
    public String address() {
        return "descriptor " + descriptor;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
