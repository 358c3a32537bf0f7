package org.blockyard.launcher;

import org.apache.felix.framework.Logger;

/** The framework's messages, on standard error: standard output belongs to the program. */
final class StderrLogger extends Logger {
    @Override
    protected void doLog(int level, String message, Throwable failure) {
        System.err.println(failure == null ? message : message + " (" + failure + ")");
    }
}
