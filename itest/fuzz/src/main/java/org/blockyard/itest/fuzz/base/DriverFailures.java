package org.blockyard.itest.fuzz.base;

import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Hears of what no driver may throw: the kernel makes an I/O error of it, of which a tool may print
 * no more than the error's number, and of what fails while a disk is closed nothing at all. It is
 * always logged.
 */
final class DriverFailures extends Handler {
    /** What the log says of one, and a tool that prints all it knows. */
    static final String SENTENCE = "(?s).*\\bdriver( of node '.*')? failed in .*";

    // a logger that nobody holds forgets its handlers
    private final Logger logger = Logger.getLogger("org.blockyard");
    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    /** Hears of all from here on. */
    static DriverFailures heard() {
        var failures = new DriverFailures();
        failures.logger.addHandler(failures);
        return failures;
    }

    @Override
    public void publish(LogRecord log) {
        boolean unforeseen =
                log.getThrown() instanceof RuntimeException || log.getThrown() instanceof Error;
        if (log.getLevel().intValue() >= Level.SEVERE.intValue() && unforeseen) {
            thrown.compareAndSet(null, log.getThrown());
        }
    }

    /** Throws what was heard of since the last time, if anything was. */
    void rethrow(String during) {
        var harm = thrown.getAndSet(null);
        if (harm != null) {
            throw new Finding(during + ": a driver threw", harm);
        }
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
