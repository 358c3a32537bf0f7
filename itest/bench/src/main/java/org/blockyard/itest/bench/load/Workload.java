package org.blockyard.itest.bench.load;

import java.util.SplittableRandom;

/**
 * A load: requests of one size at random places, a number of them always in flight.
 *
 * @param writePercent how many of a hundred requests write; the others read
 * @param bytes of each request
 * @param depth how many requests each connection has in flight
 * @param connections how many connections there are
 * @param stride from one place to the next: the size of a request, or more
 * @param once whether each place is taken once and the load ends when none is left
 */
public record Workload(
        int writePercent, int bytes, int depth, int connections, int stride, boolean once) {
    /** Reads, on one connection. */
    public static Workload reads(int bytes, int depth) {
        return new Workload(0, bytes, depth, 1, bytes, false);
    }

    /** Writes, on one connection. */
    public static Workload writes(int bytes, int depth) {
        return reads(bytes, depth).writing(100);
    }

    /** The same with so many of a hundred requests writing. */
    public Workload writing(int percent) {
        return new Workload(percent, bytes, depth, connections, stride, once);
    }

    /** The same on so many connections. */
    public Workload over(int count) {
        return new Workload(writePercent, bytes, depth, count, stride, once);
    }

    /** The same at places so far apart, each of them once. */
    public Workload onceEach(int distance) {
        return new Workload(writePercent, bytes, depth, connections, distance, true);
    }

    /** Whether some requests read and others write. */
    boolean mixed() {
        return writePercent > 0 && writePercent < 100;
    }

    /** The places of one of the connections on a disk of that length. */
    Places places(long length, int connection, SplittableRandom random) {
        long count = length / stride;
        return once
                ? new Places.EachOnce(count, connection, connections)
                : new Places.Anywhere(random, count);
    }

    @Override
    public String toString() {
        return kind()
                + (bytes >= 1 << 20 ? (bytes >> 20) + "M" : (bytes >> 10) + "k")
                + " QD"
                + depth
                + (connections > 1 ? " x" + connections : "");
    }

    private String kind() {
        return switch (writePercent) {
            case 0 -> "read ";
            case 100 -> "write ";
            default -> "mixed " + (100 - writePercent) + "/" + writePercent + " ";
        };
    }
}
