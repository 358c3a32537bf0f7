package org.blockyard.daemon;

import java.util.List;
import org.blockyard.posix.Signals;

/** The signals that end the daemon. */
final class EndingSignals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private EndingSignals() {}

    /** Runs an action when one of the signals comes. */
    static void handle(Runnable action) {
        boolean heard = false;
        for (var name : NAMES) {
            heard |= Signals.handle(name, action);
        }
        if (!heard) {
            Runtime.getRuntime().addShutdownHook(new Thread(action));
        }
    }
}
