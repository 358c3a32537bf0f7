package org.blockyard.posix;

import java.util.Optional;
import org.blockyard.posix.internal.NotifySocket;

/** Tells the service manager how the service is, by the protocol of systemd's {@code sd_notify}. */
public final class ServiceNotification {
    private ServiceNotification() {}

    /** Whether a service manager listens: {@code NOTIFY_SOCKET} is set. */
    public static boolean isWanted() {
        return address().isPresent();
    }

    /**
     * Sends a state such as {@code READY=1}, {@code STATUS=...} or {@code STOPPING=1}; lines are
     * separated by newlines.
     *
     * @return whether there was somebody to tell
     */
    public static boolean send(String state) throws PosixException {
        var address = address();
        if (address.isEmpty()) {
            return false;
        }
        NotifySocket.send(address.get(), state);
        return true;
    }

    private static Optional<String> address() {
        return Optional.ofNullable(System.getenv("NOTIFY_SOCKET"))
                .filter(name -> name.startsWith("/") || name.startsWith("@"));
    }
}
