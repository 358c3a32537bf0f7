package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** VHDX images keep the contract of drivers. */
class VhdxContractTest extends DriverContract {
    @Override
    public Class<VhdxDriver> driver() {
        return VhdxDriver.class;
    }

    /** Small blocks, so that there are several. */
    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(Map.of("file", disk.file(), "size", disk.size(), "block-size", 1 << 20));
    }

    @Override
    public long size() {
        return 4L << 20;
    }
}
