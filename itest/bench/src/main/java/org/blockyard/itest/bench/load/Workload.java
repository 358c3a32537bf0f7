package org.blockyard.itest.bench;

import java.util.List;

/**
 * A load: requests of one size at random places.
 *
 * @param write whether it writes; else it reads
 * @param bytes of each request
 * @param depth how many requests each connection has in flight
 * @param connections how many connections there are
 */
record Workload(boolean write, int bytes, int depth, int connections) {
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 1 << 20;

    /** What is run against images of a kind. */
    static List<Workload> of(DiskKind kind) {
        var overlay = List.of(new Workload(false, SMALL, 16, 1), new Workload(false, LARGE, 8, 1));
        var all =
                List.of(
                        new Workload(false, SMALL, 1, 1),
                        new Workload(false, SMALL, 16, 1),
                        new Workload(false, SMALL, 64, 1),
                        new Workload(false, SMALL, 16, 2),
                        new Workload(true, SMALL, 16, 1),
                        new Workload(false, LARGE, 8, 1),
                        new Workload(true, LARGE, 8, 1));
        return kind == DiskKind.OVERLAY ? overlay : all;
    }

    @Override
    public String toString() {
        return (write ? "write " : "read ")
                + (bytes == LARGE ? "1M" : "4k")
                + " QD"
                + depth
                + (connections > 1 ? " x" + connections : "");
    }
}
