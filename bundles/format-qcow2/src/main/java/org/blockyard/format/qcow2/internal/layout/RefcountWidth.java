package org.blockyard.format.qcow2.internal.layout;

import java.nio.ByteBuffer;

/**
 * Reads and writes one reference count of 1 to 64 bits in a refcount block (specification: Host
 * cluster management).
 */
public final class RefcountWidth {
    private RefcountWidth() {}

    /**
     * The count at an index.
     *
     * @param order the logarithm of the width in bits
     */
    public static long get(ByteBuffer block, int order, int index) {
        return switch (order) {
            case 0, 1, 2 -> {
                int perByte = 3 - order;
                int shift = (index & ((1 << perByte) - 1)) << order;
                yield (block.get(index >> perByte) >>> shift) & ((1 << (1 << order)) - 1);
            }
            case 3 -> block.get(index) & 0xff;
            case 4 -> block.getShort(index << 1) & 0xffff;
            case 5 -> block.getInt(index << 2) & 0xffffffffL;
            default -> block.getLong(index << 3);
        };
    }

    /** Sets the count at an index; the value fits. */
    public static void set(ByteBuffer block, int order, int index, long value) {
        switch (order) {
            case 0, 1, 2 -> {
                int perByte = 3 - order;
                int shift = (index & ((1 << perByte) - 1)) << order;
                int mask = ((1 << (1 << order)) - 1) << shift;
                int at = index >> perByte;
                block.put(at, (byte) (block.get(at) & ~mask | (int) value << shift));
            }
            case 3 -> block.put(index, (byte) value);
            case 4 -> block.putShort(index << 1, (short) value);
            case 5 -> block.putInt(index << 2, (int) value);
            default -> block.putLong(index << 3, value);
        }
    }
}
