package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks that do not grow keep the contract of drivers. */
class FixedVpcContractTest extends DriverContract {
    @Override
    public Class<VpcDriver> driver() {
        return VpcDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        disk.create(
                Map.of(
                        "file",
                        disk.file(),
                        "size",
                        disk.size(),
                        "force-size",
                        true,
                        "subformat",
                        "fixed"));
    }

    /** Nobody can know such an image by its beginning, which is the disk's: a check less. */
    @Override
    public void probingFailsForNoBytes() {}
}
