package org.blockyard.crypto.cipher;

import java.time.Duration;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * How long deriving keys may take in all. What a header demands is another's word: without a limit
 * it could keep a reader busy for hours.
 */
public final class TimeLimit {
    /** The system property that allows more seconds. */
    public static final String PROPERTY = "blockyard.luks.seconds";

    private static final long USUAL_SECONDS = 300;

    private final Duration allowed;
    private final long start = System.nanoTime();

    private TimeLimit(Duration allowed) {
        this.allowed = allowed;
    }

    /** So much from now on. */
    public static TimeLimit of(Duration allowed) {
        return new TimeLimit(allowed);
    }

    /** Five minutes from now on, or as many seconds as {@link #PROPERTY} says. */
    public static TimeLimit usual() {
        return of(Duration.ofSeconds(Long.getLong(PROPERTY, USUAL_SECONDS)));
    }

    /** As long as it takes. */
    public static TimeLimit none() {
        return of(Duration.ofNanos(Long.MAX_VALUE));
    }

    /**
     * Returns as long as there is time left.
     *
     * @throws BlockException of kind {@code TIMEOUT} if there is none
     */
    void check() throws BlockException {
        require(Duration.ZERO);
    }

    /**
     * Returns if so much time is left.
     *
     * @throws BlockException of kind {@code TIMEOUT} if not
     */
    void require(Duration needed) throws BlockException {
        long left = allowed.toNanos() - (System.nanoTime() - start);
        if (left < 0 || needed.compareTo(Duration.ofNanos(left)) > 0) {
            throw new BlockException(
                            ErrorKind.TIMEOUT,
                            "trying the password takes longer than %d seconds"
                                    .formatted(allowed.toSeconds()))
                    .hint("-D" + PROPERTY + "=SECONDS allows more");
        }
    }
}
