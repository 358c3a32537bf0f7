package org.blockyard.job.commit;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks under a commit keep the contract of drivers. */
class CommitTopContractTest extends DriverContract {
    @Override
    public Class<CommitTopDriver> driver() {
        return CommitTopDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file());
    }
}
