package org.blockyard.itest.bench.verify;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.kit.NbdClient;

/**
 * A load as a process of its own, so that it can be killed. It does not know what the disk holds
 * and checks what it has written itself. It says {@value #BUSY} when it is well under way, and goes
 * on until it is killed or finds something wrong.
 */
public final class LoadProcess {
    /** What it says when requests have been answered for a while. */
    public static final String BUSY = "busy";

    private static final int WELL_UNDER_WAY = 500;
    private static final long LOOK_AGAIN = 10_000_000;
    private static final int DEPTH = 16;
    private static final int CONNECTIONS = 4;

    private LoadProcess() {}

    /**
     * Runs it.
     *
     * @param arguments a port of this machine or the path of a socket, the export, the number of
     *     blocks of its disk, and what decides about places
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var address = address(arguments[0]);
        var export = arguments[1];
        var disk = new Generations(Integer.parseInt(arguments[2]));
        disk.unknown(0, disk.blocks());
        try (var load =
                VerifyingLoad.start(
                        () -> new NbdClient(address, export),
                        disk,
                        Mix.everything(CONNECTIONS, DEPTH),
                        Long.parseLong(arguments[3]))) {
            boolean said = false;
            while (load.complaints().isEmpty()) {
                LockSupport.parkNanos(LOOK_AGAIN);
                if (!said && load.answered() > WELL_UNDER_WAY) {
                    System.out.println(BUSY);
                    said = true;
                }
            }
            System.out.println(load.complaints());
        }
    }

    /** An address as text, for the command line. */
    public static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? Integer.toString(inet.getPort())
                : address.toString();
    }

    private static SocketAddress address(String text) {
        return text.startsWith("/")
                ? UnixDomainSocketAddress.of(text)
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(text));
    }
}
