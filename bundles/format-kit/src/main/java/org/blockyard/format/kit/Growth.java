package org.blockyard.format.kit;

import org.blockyard.driver.Preallocation;

/**
 * How a file grows ahead of what is written.
 *
 * @param leastStep bytes by which it grows at least
 * @param mostStep bytes by which it grows at most, unless more is written at once
 * @param how whether it is given space
 */
public record Growth(long leastStep, long mostStep, Preallocation how) {
    /** By an eighth of its length, without space: growing costs little, and little is left over. */
    public static final Growth STEPS = new Growth(1 << 20, 64 << 20, Preallocation.OFF);

    /** It is never longer than what was written. */
    public static final Growth EXACT = new Growth(0, 0, Preallocation.OFF);

    private static final int SHARE = 8;

    /** How long a file becomes that has to reach to {@code end}. */
    long next(long length, long end) {
        return Math.max(end, length + Math.clamp(length / SHARE, leastStep, mostStep));
    }
}
