package org.blockyard.format.vpc;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of images, by their numbers in footers. */
enum DiskType {
    /** All its bytes, and then the footer. */
    FIXED(2),
    /** Blocks that are given space when they are written. */
    DYNAMIC(3),
    /** As dynamic, but what it does not hold is its parent's. */
    DIFFERENCING(4);

    private final int number;

    DiskType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<DiskType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }
}
