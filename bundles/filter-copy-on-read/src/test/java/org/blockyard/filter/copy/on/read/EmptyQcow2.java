package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.tck.Medium;

/** An empty qcow2 image in memory: a header, one refcount block and an L1 table of one entry. */
final class EmptyQcow2 {
    private static final int CLUSTER_BITS = 16;
    private static final int CLUSTER = 1 << CLUSTER_BITS;

    private EmptyQcow2() {}

    static void make(Medium medium, long size) throws IOException {
        var image = ByteBuffer.allocate(4 * CLUSTER);
        image.putInt(0x514649fb).putInt(2).putLong(0).putInt(0);
        image.putInt(CLUSTER_BITS).putLong(size).putInt(0);
        image.putInt(1).putLong(3 * CLUSTER);
        image.putLong(CLUSTER).putInt(1).putInt(0).putLong(0);
        image.putLong(CLUSTER, 2 * CLUSTER);
        for (int cluster = 0; cluster < 4; cluster++) {
            image.putShort(2 * CLUSTER + 2 * cluster, (short) 1);
        }
        medium.resize(image.capacity());
        medium.write(0, image.array());
    }
}
