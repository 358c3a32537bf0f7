package org.blockyard.filter.quorum;

import java.util.List;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks on several others keep the contract of drivers. */
class QuorumContractTest extends DriverContract {
    @Override
    public Class<QuorumDriver> driver() {
        return QuorumDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of(
                "children", List.of(disk.file(), disk.file(), disk.file()), "vote-threshold", 2);
    }
}
