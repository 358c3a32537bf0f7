package org.blockyard.itest.fuzz.formats;

import java.nio.ByteOrder;

/**
 * Numbers of a format's structures, in a row: one in a header, many in a table.
 *
 * @param at where the first begins
 * @param width bytes of each
 * @param order in which order
 * @param count how many; at least 1
 */
record Field(long at, int width, ByteOrder order, int count) {
    /** Where one of them begins. */
    long at(int index) {
        return at + (long) width * Integer.remainderUnsigned(index, count);
    }
}
