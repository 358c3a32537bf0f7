package org.blockyard.daemon;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.blockyard.posix.ProcessState;
import org.blockyard.posix.ServiceNotification;

/**
 * Tells whoever started the daemon that clients may connect: the service manager, and with {@code
 * --daemonize} the script that waits for a line on a fifo, which is this process's standard input.
 */
final class Readiness {
    private static final String STANDARD_INPUT = "/dev/fd/0";

    private boolean daemonize;

    /** From {@link #announce} on, the terminal is left alone. */
    void leaveTerminal() {
        daemonize = true;
    }

    /** Says that all is ready. */
    void announce() throws IOException {
        if (daemonize) {
            try (var starter = new FileOutputStream(STANDARD_INPUT)) {
                ProcessState.silenceStandardStreams();
                starter.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        if (ServiceNotification.isWanted()) {
            ServiceNotification.send("READY=1\nMAINPID=" + ProcessHandle.current().pid());
        }
    }

    /** Says that the end has begun. */
    void ending() {
        try {
            if (ServiceNotification.isWanted()) {
                ServiceNotification.send("STOPPING=1");
            }
        } catch (IOException e) {
            System.err.println("blockyard storage-daemon: " + e.getMessage());
        }
    }
}
