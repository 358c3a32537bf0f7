package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Images of the older variant, whose clusters need no alignment, keep the contract too. */
class OldParallelsContractTest extends DriverContract {
    private static final int CLUSTER_SECTORS = 63;

    @Override
    public Class<ParallelsDriver> driver() {
        return ParallelsDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        long sectors = disk.size() / 512;
        int entries = (int) Math.ceilDiv(sectors, CLUSTER_SECTORS);
        var header =
                new ParallelsHeader(true, 0, CLUSTER_SECTORS, entries, sectors, false, 0, 0)
                        .bytes()
                        .order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, "WithoutFreeSpace".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        var image = ByteBuffer.allocate(1024).put(header);
        disk.medium().resize(1024);
        disk.medium().write(0, image.array());
    }
}
