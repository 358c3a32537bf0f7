package org.blockyard.filter.throttle;

import java.util.List;
import java.util.Map;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;

/** Throttled disks keep the contract of drivers. */
class ThrottleContractTest extends DriverContract {
    @Override
    public Class<ThrottleDriver> driver() {
        return ThrottleDriver.class;
    }

    @Override
    public List<Map<String, Object>> objects() {
        return List.of(
                Map.of(
                        "qom-type", "throttle-group",
                        "id", "slow",
                        "limits", Map.of("iops-total", 100_000L)));
    }

    @Override
    public Map<String, Object> options(TestDisk disk) {
        return Map.of("throttle-group", "slow", "file", disk.file());
    }
}
