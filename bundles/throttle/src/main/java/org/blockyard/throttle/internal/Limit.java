package org.blockyard.throttle.internal;

/**
 * One limit: so many units a second on average, and more for a short time.
 *
 * @param average units a second, 0 for no limit
 * @param burst units a second during a burst, 0 for none
 * @param burstSeconds how long a burst may last
 */
record Limit(long average, long burst, long burstSeconds) {
    /** No limit. */
    static final Limit NONE = new Limit(0, 0, 1);

    boolean limits() {
        return average > 0;
    }
}
