package org.blockyard.deploy.internal.bundle;

import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** What a bundle may leave in Java's registries. */
public final class LeftHandler extends Handler implements Thread.UncaughtExceptionHandler {
    /** Made by name. */
    public LeftHandler() {}

    @Override
    public void publish(LogRecord entry) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {}
}
