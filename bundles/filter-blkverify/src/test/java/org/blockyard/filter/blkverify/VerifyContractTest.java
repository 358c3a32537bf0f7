package org.blockyard.filter.blkverify;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks that are compared keep the contract of drivers. */
class VerifyContractTest extends DriverContract {
    @Override
    public Class<VerifyDriver> driver() {
        return VerifyDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("test", disk.file(), "raw", disk.file());
    }
}
