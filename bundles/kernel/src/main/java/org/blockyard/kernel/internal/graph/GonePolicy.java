package org.blockyard.kernel.internal.graph;

import java.time.Duration;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What becomes of requests while a node's driver is away.
 *
 * @param patience how long they wait before they fail; the longest duration for ever
 */
record GonePolicy(Duration patience) {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final long MOST_SECONDS = 365L * 24 * 3600;

    /** Reads {@code wait}, {@code fail} or {@code wait:SECONDS}. */
    static GonePolicy of(String text) throws BlockException {
        if (text.equals("wait")) {
            return new GonePolicy(FOR_EVER);
        }
        if (text.equals("fail")) {
            return new GonePolicy(Duration.ZERO);
        }
        if (text.startsWith("wait:")) {
            try {
                long seconds = Long.parseLong(text.substring("wait:".length()));
                if (seconds >= 0 && seconds <= MOST_SECONDS) {
                    return new GonePolicy(Duration.ofSeconds(seconds));
                }
            } catch (NumberFormatException e) {
                // said below
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "Parameter 'x-blockyard-when-driver-gone' expects wait, fail or wait:SECONDS, not '"
                        + text
                        + "'");
    }

    /** Whether requests wait without end. */
    boolean forEver() {
        return patience.equals(FOR_EVER);
    }

    /** Whether requests fail at once. */
    boolean atOnce() {
        return patience.isZero();
    }
}
