package org.blockyard.format.qcow2.internal.meta;

import java.nio.ByteBuffer;
import org.blockyard.format.qcow2.internal.layout.RefcountWidth;

/** A piece of a refcount block in memory, under the metadata lock. */
final class RefcountPage {
    /** Which page of all reference counts it is. */
    final long index;

    private final ByteBuffer bytes;
    private final int order;

    /** Differs from the disk. */
    boolean dirty;

    /** On its way to the disk. */
    boolean writing;

    RefcountPage(long index, ByteBuffer bytes, int order) {
        this.index = index;
        this.bytes = bytes;
        this.order = order;
    }

    long get(int at) {
        return RefcountWidth.get(bytes, order, at);
    }

    void set(int at, long value) {
        RefcountWidth.set(bytes, order, at, value);
        dirty = true;
    }

    /** What it holds now, for writing. */
    ByteBuffer copy() {
        return ByteBuffer.allocate(bytes.capacity()).put(0, bytes, 0, bytes.capacity());
    }
}
