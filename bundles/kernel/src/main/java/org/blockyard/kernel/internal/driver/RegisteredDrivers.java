package org.blockyard.kernel.internal.driver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;

/**
 * A catalog that is told by hand what drivers there are. Changes are made, and told to listeners,
 * one after the other.
 */
public final class RegisteredDrivers implements DriverCatalog {
    private static final Comparator<DriverInfo> ORDER =
            Comparator.comparing(DriverInfo::name)
                    .thenComparing(DriverInfo::version, BundleVersions.NEWEST_FIRST)
                    .thenComparing(DriverInfo::bundle);

    private final ReentrantLock changes = new ReentrantLock();
    private final CopyOnWriteArrayList<DriverListener> listeners = new CopyOnWriteArrayList<>();
    private volatile List<DriverInfo> present = List.of();

    /** Takes a driver in and tells the listeners; one that is there already changes nothing. */
    public void add(DriverInfo driver) {
        changes.lock();
        try {
            if (find(driver.driver()).isPresent()) {
                return;
            }
            var next = new ArrayList<>(present);
            next.add(driver);
            present = ranked(next);
            var told = find(driver.driver()).orElse(driver);
            listeners.forEach(listener -> listener.added(told));
        } finally {
            changes.unlock();
        }
    }

    /**
     * Takes a driver out; when it returns no listener uses it any more. One that is not there
     * changes nothing.
     */
    public void remove(DriverInfo driver) {
        changes.lock();
        try {
            var known = find(driver.driver());
            if (known.isEmpty()) {
                return;
            }
            var next = new ArrayList<>(present);
            next.remove(known.get());
            present = ranked(next);
            listeners.forEach(listener -> listener.removing(known.get()));
        } finally {
            changes.unlock();
        }
    }

    @Override
    public List<DriverInfo> drivers() {
        return present;
    }

    @Override
    public Optional<DriverInfo> preferred(String name) {
        return present.stream().filter(d -> d.name().equals(name)).findFirst();
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public AutoCloseable listen(DriverListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private Optional<DriverInfo> find(BlockDriver<?> driver) {
        return present.stream().filter(d -> d.driver() == driver).findFirst();
    }

    private static List<DriverInfo> ranked(List<DriverInfo> drivers) {
        drivers.sort(ORDER);
        var result = new ArrayList<DriverInfo>(drivers.size());
        var last = "";
        for (var d : drivers) {
            result.add(preferred(d, !d.name().equals(last)));
            last = d.name();
        }
        return List.copyOf(result);
    }

    private static DriverInfo preferred(DriverInfo d, boolean preferred) {
        return new DriverInfo(
                d.name(), d.kind(), d.bundle(), d.version(), d.abilities(), preferred, d.driver());
    }
}
