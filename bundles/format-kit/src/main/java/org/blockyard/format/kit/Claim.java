package org.blockyard.format.kit;

import java.util.List;
import java.util.Optional;

/**
 * Blocks that are being given their first data, and the space for them, in one piece.
 *
 * @param first the first block
 * @param old what they are before
 * @param start the space of the first; that of the others follows it
 * @param blockSize bytes a block
 */
record Claim(long first, List<Place> old, NewPlace start, int blockSize) {
    int count() {
        return old.size();
    }

    /** The block behind the last. */
    long end() {
        return first + old.size();
    }

    /** Where the space ends in the file. */
    long placeEnd() {
        return start.data().offset() + (long) count() * blockSize;
    }

    /** By how much bytes lie further in the file than on the disk. */
    long shift() {
        return start.data().offset() - first * blockSize;
    }

    Place.Data place(int which) {
        return new Place.Data(start.data().offset() + (long) which * blockSize);
    }

    NewPlace space(int which) {
        return which == 0 ? start : new NewPlace(place(which), start.blank(), Optional.empty());
    }
}
