package org.blockyard.img.internal;

import org.blockyard.posix.Signals;

/** The signal by which a user asks how far a tool is. */
final class UserSignal {
    private UserSignal() {}

    /** Runs an action each time the signal comes. Returns at once: a start must not wait for it. */
    static void handle(Runnable action) {
        Thread.ofPlatform().daemon().name("signals").start(() -> Signals.handle("USR1", action));
    }
}
