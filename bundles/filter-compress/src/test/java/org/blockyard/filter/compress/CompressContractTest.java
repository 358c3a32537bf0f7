package org.blockyard.filter.compress;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks that are written compressed keep the contract of drivers. */
class CompressContractTest extends DriverContract {
    @Override
    public Class<CompressDriver> driver() {
        return CompressDriver.class;
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        EmptyQcow2.make(disk.medium(), disk.size());
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", Map.of("driver", "qcow2", "file", disk.file()));
    }
}
