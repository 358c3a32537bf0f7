package org.blockyard.job.mirror.top;

import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** The filter keeps the contract of drivers while nothing is mirrored. */
class MirrorTopContractTest extends DriverContract {
    @Override
    public Class<MirrorTopDriver> driver() {
        return MirrorTopDriver.class;
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of(
                "backing", disk.file(), "target", Map.of("driver", "null-co", "size", disk.size()));
    }
}
