package org.blockyard.posix.internal;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/**
 * Makes channels of descriptors. The JDK itself does this for descriptor 0 ({@link
 * System#inheritedChannel}) with the constructors that are used here; there is no public way for
 * another number.
 */
public final class SocketAdoption {
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private SocketAdoption() {}

    /** A listening socket. */
    public static ServerSocketChannel listening(int descriptor, SocketFacts facts)
            throws PosixException {
        return make(
                () -> {
                    var constructor =
                            internal("ServerSocketChannelImpl")
                                    .getDeclaredConstructor(
                                            SelectorProvider.class,
                                            ProtocolFamily.class,
                                            FileDescriptor.class,
                                            boolean.class);
                    constructor.setAccessible(true);
                    return ready(
                            descriptor,
                            (ServerSocketChannel)
                                    constructor.newInstance(
                                            SelectorProvider.provider(),
                                            family(facts),
                                            wrap(descriptor),
                                            true));
                });
    }

    /** A connected socket. */
    public static SocketChannel connected(int descriptor, SocketFacts facts) throws PosixException {
        return make(
                () -> {
                    var constructor =
                            internal("SocketChannelImpl")
                                    .getDeclaredConstructor(
                                            SelectorProvider.class,
                                            ProtocolFamily.class,
                                            FileDescriptor.class,
                                            SocketAddress.class);
                    constructor.setAccessible(true);
                    return ready(
                            descriptor,
                            (SocketChannel)
                                    constructor.newInstance(
                                            SelectorProvider.provider(),
                                            family(facts),
                                            wrap(descriptor),
                                            facts.peer()));
                });
    }

    /** The descriptor of a channel, which stays the channel's own. */
    public static int descriptor(SocketChannel channel) throws PosixException {
        return make(
                () -> {
                    var method = internal("SelChImpl").getMethod("getFDVal");
                    method.setAccessible(true);
                    return (Integer) method.invoke(channel);
                });
    }

    private interface Making<C> {
        C make() throws ReflectiveOperationException, IOException;
    }

    private static <C> C make(Making<C> making) throws PosixException {
        try {
            return making.make();
        } catch (InvocationTargetException failure) {
            throw new PosixException(
                    "socket", ErrorNumber.EINVAL, String.valueOf(failure.getCause()));
        } catch (ReflectiveOperationException | RuntimeException closed) {
            throw new PosixException(
                    "socket",
                    ErrorNumber.ENOSYS,
                    "a socket's descriptor needs the option --add-opens"
                            + " java.base/sun.nio.ch=ALL-UNNAMED of java");
        } catch (PosixException failure) {
            throw failure;
        } catch (IOException failure) {
            throw new PosixException(
                    "socket", ErrorNumber.EIO, String.valueOf(failure.getMessage()));
        }
    }

    /**
     * A class of the package that implements the JDK's channels. Asked of that package's own
     * loader: a bundle's loader knows no such package.
     */
    private static Class<?> internal(String name) throws ClassNotFoundException {
        var provider = SelectorProvider.provider().getClass();
        return Class.forName(
                provider.getPackageName() + "." + name, false, provider.getClassLoader());
    }

    private static FileDescriptor wrap(int descriptor) throws ReflectiveOperationException {
        var method = internal("IOUtil").getDeclaredMethod("newFD", int.class);
        method.setAccessible(true);
        return (FileDescriptor) method.invoke(null, descriptor);
    }

    private static ProtocolFamily family(SocketFacts facts) {
        if (facts.unix()) {
            return StandardProtocolFamily.UNIX;
        }
        return facts.inet6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /**
     * Clears a non-blocking mode that the sender may have set, and keeps the socket out of our
     * children.
     */
    private static <C extends AbstractSelectableChannel> C ready(int descriptor, C channel)
            throws IOException {
        channel.configureBlocking(false);
        channel.configureBlocking(true);
        JnaCalls.check("fcntl", () -> JnaLibc.fcntl(descriptor, F_SETFD, FD_CLOEXEC));
        return channel;
    }
}
