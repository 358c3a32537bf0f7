package org.blockyard.posix;

import java.io.Closeable;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.blockyard.posix.internal.Ioctl;
import org.blockyard.posix.internal.SocketAdoption;

/**
 * A device of the kernel's own NBD client ({@code /dev/nbdN}): it is given a socket on which an NBD
 * server has agreed to serve a disk, and is that disk from then on. Needs {@code --add-opens
 * java.base/sun.nio.ch=ALL-UNNAMED}, as {@link InheritedSocket} does.
 */
public final class NbdDevice implements Closeable {
    private final HostFile file;

    private NbdDevice(HostFile file) {
        this.file = file;
    }

    /** Opens a device, which may be connected or not. */
    public static NbdDevice open(String path) throws PosixException {
        return new NbdDevice(Posix.open(path, Set.of(OpenFlag.WRITE)));
    }

    /**
     * Gives it its socket. Nothing but the kernel may use the socket from then on, but it must be
     * kept open.
     *
     * @throws PosixException of number {@code EBUSY} if it has one, {@code ENOTTY} if it is no NBD
     *     device
     */
    public void use(SocketChannel socket) throws PosixException {
        Ioctl.plain(file.descriptor(), Ioctl.NBD_SET_SOCK, SocketAdoption.descriptor(socket));
    }

    /**
     * Tells it what the server has told of the disk.
     *
     * @param blockSize what requests are multiples of: a power of two from 512 to a page
     * @param blocks the disk's length in such blocks
     * @param flags the transmission flags
     */
    public void describe(int blockSize, long blocks, int flags) throws PosixException {
        Ioctl.plain(file.descriptor(), Ioctl.NBD_SET_BLKSIZE, blockSize);
        Ioctl.plain(file.descriptor(), Ioctl.NBD_SET_SIZE_BLOCKS, blocks);
        Ioctl.plain(file.descriptor(), Ioctl.NBD_SET_FLAGS, flags);
    }

    /**
     * Is the disk until the device is disconnected or its server is lost. Takes the thread for as
     * long; does not heed interrupts.
     */
    public void run() throws PosixException {
        Ioctl.plain(file.descriptor(), Ioctl.NBD_DO_IT, 0);
    }

    /** Disconnects it from whatever serves it; nothing happens to one that is not connected. */
    public void disconnect() {
        for (long request : new long[] {Ioctl.NBD_CLEAR_QUE, Ioctl.NBD_DISCONNECT}) {
            Ioctl.succeeds(file.descriptor(), request, 0);
        }
        forget();
    }

    /** Takes the socket away from it. */
    public void forget() {
        Ioctl.succeeds(file.descriptor(), Ioctl.NBD_CLEAR_SOCK, 0);
    }

    /** Closes it; what it is connected to does not change. */
    @Override
    public void close() {
        file.close();
    }
}
