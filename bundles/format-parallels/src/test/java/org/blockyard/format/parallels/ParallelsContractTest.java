package org.blockyard.format.parallels;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Parallels images keep the contract of drivers. */
class ParallelsContractTest extends DriverContract {
    private static final int CLUSTER = 64 << 10;

    @Override
    public Class<ParallelsDriver> driver() {
        return ParallelsDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(Map.of("file", disk.file(), "size", disk.size(), "cluster-size", CLUSTER));
    }
}
