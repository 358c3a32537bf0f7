package org.blockyard.filter.copy.before.write;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** The filter keeps the contract of drivers. */
class CopyBeforeWriteContractTest extends DriverContract {
    @Override
    public Class<CopyBeforeWriteDriver> driver() {
        return CopyBeforeWriteDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of(
                "file", disk.file(), "target", Map.of("driver", "null-co", "size", disk.size()));
    }
}
