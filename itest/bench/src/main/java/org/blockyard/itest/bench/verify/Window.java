package org.blockyard.itest.bench.verify;

import org.blockyard.itest.bench.load.Latencies;

/** What a load did between two moments; complete once the load has begun the next one. */
public final class Window {
    private final long begin = System.nanoTime();
    private final Latencies latencies = new Latencies();
    private long bytes;
    private long end;

    void add(long nanos, int count) {
        latencies.add(nanos);
        bytes += count;
    }

    void close() {
        end = System.nanoTime();
    }

    /** How long the requests took that were answered in it. */
    public Latencies latencies() {
        return latencies;
    }

    /** How long it was. */
    public double seconds() {
        return (end - begin) / 1e9;
    }

    /** How much was read and written in it. */
    public long bytes() {
        return bytes;
    }
}
