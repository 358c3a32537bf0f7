package org.blockyard.itest.fuzz.inputs;

import java.util.concurrent.atomic.AtomicReference;

/** What ended other threads than the one that ran an input. */
public final class Elsewhere {
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    /** Hears of all threads from here on. */
    public void listen() {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> thrown.set(e));
    }

    /** Throws what was heard of, if anything was. */
    public void rethrow() throws Throwable {
        var harm = thrown.get();
        if (harm != null) {
            throw harm;
        }
    }
}
