package org.blockyard.graph;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * The options that every node has, whatever its driver.
 *
 * @param driver the driver's name
 * @param nodeName the node's name; one is made up for children without
 * @param discard whether discards are passed on
 * @param cache the host's page cache
 * @param active whether it is opened active
 * @param readOnly whether it may only be read
 * @param autoReadOnly whether it falls back to reading where it can't write
 * @param forceShare whether other users' locks are ignored
 * @param detectZeroes whether writes of zeroes become zero writes
 * @param whenDriverGone what becomes of requests when the driver's bundle is removed
 */
public record NodeOptions(
        @Option("block driver to use") String driver,
        @Option(value = "name of the node", max = 31) Optional<String> nodeName,
        @Option(value = "pass discards on to the image", byDefault = "ignore") Discard discard,
        @Option("use of the host's page cache") Optional<Cache> cache,
        @Option(value = "open active", byDefault = "on", since = "10.0") boolean active,
        @Option(value = "forbid writing", byDefault = "off") boolean readOnly,
        @Option(value = "fall back to read-only where writing is impossible", byDefault = "off")
                boolean autoReadOnly,
        @Option(value = "ignore other users' locks; needs read-only", byDefault = "off")
                boolean forceShare,
        @Option(value = "turn writes of zeroes into zero writes", byDefault = "off")
                DetectZeroes detectZeroes,
        @Option(
                        value = "requests after the driver's removal: wait, fail, or wait:SECONDS",
                        name = "x-blockyard-when-driver-gone",
                        byDefault = "wait")
                String whenDriverGone) {
    /** What is done with a discard. */
    public enum Discard {
        /** Nothing. */
        IGNORE,
        /** It is passed on. */
        UNMAP
    }

    /** What is done with a write of nothing but zeroes. */
    public enum DetectZeroes {
        /** It is written. */
        OFF,
        /** It is made a zero write. */
        ON,
        /** It is made a zero write that may give space back. */
        UNMAP
    }

    /**
     * The use of the host's page cache.
     *
     * @param direct whether it is bypassed
     * @param noFlush whether flushes are ignored
     */
    public record Cache(
            @Option(value = "bypass the page cache", byDefault = "off") boolean direct,
            @Option(value = "ignore flushes", byDefault = "off") boolean noFlush) {}

    /** Whether the page cache is bypassed. */
    public boolean cacheDirect() {
        return cache.map(Cache::direct).orElse(false);
    }

    /** Whether flushes are ignored. */
    public boolean cacheNoFlush() {
        return cache.map(Cache::noFlush).orElse(false);
    }
}
