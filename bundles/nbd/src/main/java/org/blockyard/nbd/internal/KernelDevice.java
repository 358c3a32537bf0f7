package org.blockyard.nbd.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.cli.CommandLine;
import org.blockyard.io.BlockException;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.NbdDevice;
import org.blockyard.posix.PosixException;

/**
 * A device of the kernel ({@code /dev/nbdN}) that is the disk which this process serves: the kernel
 * is a client of ours, over a connection that was agreed on here. Closing it disconnects it.
 */
final class KernelDevice implements AutoCloseable {
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;
    private static final long PARTING_SECONDS = 10;

    private final String path;
    private final String image;
    private final NbdDevice device;
    private final SocketChannel channel;
    private final CountDownLatch over = new CountDownLatch(1);

    private KernelDevice(String path, String image, NbdDevice device, SocketChannel channel) {
        this.path = path;
        this.image = image;
        this.device = device;
        this.channel = channel;
    }

    /** Connects the device that the command line names with the server at that address. */
    static KernelDevice connect(CommandLine line, Address address) throws IOException {
        var path = line.value(Flags.CONNECT).orElseThrow();
        var device = open(path, "Failed to open ");
        SocketChannel channel = null;
        boolean connected = false;
        try {
            channel = address.connect();
            var export = new RemoteServer(channel).go(line.value(Flags.EXPORT_NAME).orElse(""));
            give(device, channel);
            describe(device, export);
            connected = true;
            return new KernelDevice(path, line.operands().getFirst(), device, channel);
        } finally {
            if (!connected) {
                device.close();
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Disconnects the device of that name from whatever serves it. */
    static void disconnect(String path) throws BlockException {
        try (var device = open(path, "Cannot open ")) {
            device.disconnect();
        }
    }

    private static NbdDevice open(String path, String complaint) throws BlockException {
        try {
            return NbdDevice.open(path);
        } catch (PosixException e) {
            var failure = BlockException.of(e).prefix(complaint + path + ": ");
            throw path.startsWith("/dev/nbd") && e.errno() == ErrorNumber.ENOENT
                    ? failure.hint("Has the kernel its module nbd? Try 'modprobe nbd'.")
                    : failure;
        }
    }

    private static void give(NbdDevice device, SocketChannel channel) throws BlockException {
        try {
            device.use(channel);
        } catch (PosixException e) {
            throw BlockException.of(e).prefix("Failed to set NBD socket: ");
        }
    }

    private static void describe(NbdDevice device, RemoteServer.Export export)
            throws BlockException {
        int block = Math.clamp(export.leastBlock(), SECTOR, PAGE);
        try {
            device.describe(block, export.size() / block, export.flags());
        } catch (PosixException e) {
            device.forget();
            throw BlockException.of(e).prefix("Failed to set up the NBD device: ");
        }
    }

    /** Lets the kernel begin; calls back when the device is disconnected. */
    void serve(boolean verbose, PrintStream err, Runnable whenOver) {
        Thread.ofPlatform().daemon().name("nbd-device").start(() -> run(err, whenOver));
        if (verbose) {
            err.println("NBD device " + path + " is now connected to " + image);
        }
    }

    private void run(PrintStream err, Runnable whenOver) {
        try {
            device.run();
        } catch (PosixException e) {
            err.println("qemu-nbd: NBD device " + path + ": " + e.getMessage());
        } finally {
            device.forget();
            over.countDown();
            whenOver.run();
        }
    }

    /** Disconnects it, and waits a while until the kernel has let go of it. */
    @Override
    public void close() throws IOException {
        if (over.getCount() > 0) {
            device.disconnect();
        }
        try {
            over.await(PARTING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        device.close();
        channel.close();
    }
}
