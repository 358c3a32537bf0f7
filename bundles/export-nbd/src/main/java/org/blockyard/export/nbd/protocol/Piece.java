package org.blockyard.export.nbd.protocol;

import org.blockyard.io.MappedRead;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a range that can be sent at once: mapped memory, or zeroes without any.
 *
 * @param length how many bytes of the range it is
 * @param mapped the bytes; none if they are zeroes
 */
record Piece(int length, @Nullable MappedRead mapped) {
    boolean isHole() {
        return mapped == null;
    }

    /** Gives the memory back, if there is some. */
    void close() {
        if (mapped != null) {
            mapped.close();
        }
    }
}
