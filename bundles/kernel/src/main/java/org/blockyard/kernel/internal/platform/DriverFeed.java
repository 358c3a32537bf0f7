package org.blockyard.kernel.internal.platform;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.contribution.ContributionListener;
import org.blockyard.kernel.internal.driver.RegisteredDrivers;
import org.blockyard.platform.Contribution;

/** Passes contributed drivers on to the catalog of drivers. */
final class DriverFeed implements ContributionListener {
    private final RegisteredDrivers drivers;
    private final Map<Contribution, DriverInfo> known = new ConcurrentHashMap<>();

    DriverFeed(RegisteredDrivers drivers) {
        this.drivers = drivers;
    }

    @Override
    public void added(Contribution contribution) {
        if (contribution.is(BlockDriver.class)) {
            DriverInfos.of(contribution)
                    .ifPresent(
                            driver -> {
                                known.put(contribution, driver);
                                drivers.add(driver);
                            });
        }
    }

    @Override
    public void removing(Contribution contribution) {
        var driver = known.remove(contribution);
        if (driver != null) {
            drivers.remove(driver);
        }
    }
}
