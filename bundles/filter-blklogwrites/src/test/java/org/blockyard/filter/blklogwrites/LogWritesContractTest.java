package org.blockyard.filter.blklogwrites;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Disks whose writes are logged keep the contract of drivers. */
class LogWritesContractTest extends DriverContract {
    @Override
    public Class<LogWritesDriver> driver() {
        return LogWritesDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file(), "log", Map.of("driver", "null-co", "size", 1L << 40));
    }
}
