package org.blockyard.posix;

import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.blockyard.posix.internal.SocketAdoption;
import org.blockyard.posix.internal.SocketFacts;

/**
 * A stream socket that the process inherited under a number, as service managers and test programs
 * pass it. It becomes one of Java's channels, which then owns the descriptor. Needs {@code
 * --add-opens java.base/sun.nio.ch=ALL-UNNAMED}; without it the calls fail with a sentence that
 * says so.
 */
public final class InheritedSocket {
    private final int descriptor;
    private final SocketFacts facts;

    private InheritedSocket(int descriptor, SocketFacts facts) {
        this.descriptor = descriptor;
        this.facts = facts;
    }

    /**
     * Looks at a descriptor.
     *
     * @throws PosixException if it is not open, or not a stream socket of the Unix or an Internet
     *     family
     */
    public static InheritedSocket of(int descriptor) throws PosixException {
        return new InheritedSocket(descriptor, SocketFacts.of(descriptor));
    }

    /** Whether it listens; otherwise it is connected. */
    public boolean isListening() {
        return facts.listening();
    }

    /** Whether it is a Unix socket. */
    public boolean isUnix() {
        return facts.unix();
    }

    /** The listening socket as a channel, in blocking mode. Call it once. */
    public ServerSocketChannel listening() throws PosixException {
        if (!facts.listening()) {
            throw new PosixException(
                    "accept", ErrorNumber.EINVAL, "descriptor " + descriptor + " does not listen");
        }
        return SocketAdoption.listening(descriptor, facts);
    }

    /** The connected socket as a channel, in blocking mode. Call it once. */
    public SocketChannel connected() throws PosixException {
        if (facts.listening()) {
            throw new PosixException(
                    "read", ErrorNumber.EINVAL, "descriptor " + descriptor + " listens");
        }
        return SocketAdoption.connected(descriptor, facts);
    }
}
