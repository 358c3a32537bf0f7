package org.blockyard.filter.copy.on.read;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks that are copied up as they are read keep the contract of drivers. */
class CopyOnReadContractTest extends DriverContract {
    @Override
    public Class<CopyOnReadDriver> driver() {
        return CopyOnReadDriver.class;
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
