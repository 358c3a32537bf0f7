package org.blockyard.format.vpc;

import java.nio.ByteBuffer;

/** The checksum of footers and headers: the complement of the sum of all other bytes. */
final class Checksum {
    private Checksum() {}

    /** The checksum of a structure that keeps it in the four bytes at {@code place}. */
    static int of(ByteBuffer structure, int place) {
        int sum = 0;
        for (int at = 0; at < structure.capacity(); at++) {
            if (at < place || at >= place + Integer.BYTES) {
                sum += structure.get(at) & 0xff;
            }
        }
        return ~sum;
    }
}
