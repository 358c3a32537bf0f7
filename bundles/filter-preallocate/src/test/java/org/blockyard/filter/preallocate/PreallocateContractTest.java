package org.blockyard.filter.preallocate;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Files that grow ahead keep the contract of drivers. */
class PreallocateContractTest extends DriverContract {
    @Override
    public Class<PreallocateDriver> driver() {
        return PreallocateDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file(), "prealloc-size", 1L << 20);
    }
}
