package org.blockyard.itest.bench.stall;

/**
 * A part of a disk.
 *
 * @param from where it begins
 * @param length how long it is
 */
record Area(long from, long length) {
    /** How many places of a size there are in it. */
    long places(int bytes) {
        return length / bytes;
    }
}
