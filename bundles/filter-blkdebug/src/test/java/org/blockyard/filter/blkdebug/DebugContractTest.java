package org.blockyard.filter.blkdebug;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks whose requests could fail, and do not, keep the contract of drivers. */
class DebugContractTest extends DriverContract {
    @Override
    public Class<DebugDriver> driver() {
        return DebugDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("image", disk.file(), "align", 512);
    }
}
