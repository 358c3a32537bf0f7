package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks that grow keep the contract of drivers. */
class VpcContractTest extends DriverContract {
    @Override
    public Class<VpcDriver> driver() {
        return VpcDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(Map.of("file", disk.file(), "size", disk.size(), "force-size", true));
    }

    /** More than two blocks, the last of which is cut off. */
    @Override
    public long size() {
        return 5L << 20;
    }
}
