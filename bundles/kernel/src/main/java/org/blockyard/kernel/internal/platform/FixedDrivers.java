package org.blockyard.kernel.internal.platform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.kernel.internal.driver.DriverListener;
import org.blockyard.platform.Contribution;

/** The drivers of a tool: all known from the start, each loaded when it is first asked for. */
final class FixedDrivers implements DriverCatalog {
    private final ContributionRegistry contributions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Contribution, Optional<DriverInfo>> loaded = new HashMap<>();

    FixedDrivers(ContributionRegistry contributions) {
        this.contributions = contributions;
    }

    @Override
    public List<DriverInfo> drivers() {
        var drivers = new ArrayList<DriverInfo>();
        var names = new ArrayList<String>();
        for (var contribution : contributions.list(BlockDriver.class)) {
            boolean newest = !names.contains(contribution.name());
            names.add(contribution.name());
            load(contribution)
                    .map(driver -> newest ? driver : DriverInfos.older(driver))
                    .ifPresent(drivers::add);
        }
        drivers.sort((a, b) -> a.name().compareTo(b.name()));
        return drivers;
    }

    @Override
    public Optional<DriverInfo> preferred(String name) {
        return contributions.find(BlockDriver.class, name).flatMap(this::load);
    }

    private Optional<DriverInfo> load(Contribution contribution) {
        lock.lock();
        try {
            var known = loaded.get(contribution);
            if (known == null) {
                known = DriverInfos.of(contribution);
                loaded.put(contribution, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public AutoCloseable listen(DriverListener listener) {
        // nothing ever changes
        return () -> {};
    }
}
