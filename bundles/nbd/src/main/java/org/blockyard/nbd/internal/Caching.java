package org.blockyard.nbd.internal;

import java.util.Optional;

/**
 * What a cache mode means.
 *
 * @param direct whether the host's page cache is passed by
 * @param noFlush whether flushes are left out
 * @param writethrough whether each write is flushed
 */
record Caching(boolean direct, boolean noFlush, boolean writethrough) {
    /** The mode of that name. */
    static Optional<Caching> find(String mode) {
        return switch (mode) {
            case "none", "off" -> Optional.of(new Caching(true, false, false));
            case "writeback" -> Optional.of(new Caching(false, false, false));
            case "writethrough" -> Optional.of(new Caching(false, false, true));
            case "directsync" -> Optional.of(new Caching(true, false, true));
            case "unsafe" -> Optional.of(new Caching(false, true, false));
            default -> Optional.empty();
        };
    }
}
