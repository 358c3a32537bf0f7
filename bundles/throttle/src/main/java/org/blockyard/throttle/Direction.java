package org.blockyard.throttle;

/** Which way a request moves bytes; limits are counted for each apart, and for both together. */
public enum Direction {
    /** To the client. */
    READ,
    /** From the client: writes, zeroes, discards. */
    WRITE
}
