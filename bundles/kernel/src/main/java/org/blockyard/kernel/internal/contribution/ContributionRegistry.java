package org.blockyard.kernel.internal.contribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.driver.BundleVersions;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;

/** The contributions that are present now. Thread-safe. */
public final class ContributionRegistry {
    private static final System.Logger LOG = LazyLogger.of(ContributionRegistry.class);
    private static final Comparator<Contribution> NEWEST_FIRST =
            (a, b) -> BundleVersions.NEWEST_FIRST.compare(a.version(), b.version());

    private final CopyOnWriteArrayList<Contribution> present = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<ContributionListener> listeners =
            new CopyOnWriteArrayList<>();

    /** Takes a contribution in and tells the listeners. */
    public void add(Contribution contribution) {
        present.add(contribution);
        for (var listener : listeners) {
            try {
                listener.added(contribution);
            } catch (RuntimeException | LinkageError e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "taking in " + contribution.name() + " failed",
                        e);
            }
        }
    }

    /** Takes a contribution out; when it returns nobody uses it any more. */
    public void remove(Contribution contribution) {
        if (!present.remove(contribution)) {
            return;
        }
        // in reverse, as all that is built up is taken down
        for (var listener : new ArrayList<>(listeners).reversed()) {
            try {
                listener.removing(contribution);
            } catch (RuntimeException | LinkageError e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "letting go of " + contribution.name() + " failed",
                        e);
            }
        }
    }

    /** All of them. */
    public List<Contribution> list() {
        return List.copyOf(present);
    }

    /** Tells a listener of all changes from now on. */
    public void listen(ContributionListener listener) {
        listeners.add(listener);
    }

    /** Those that are a service, the newest version of each bundle first. */
    public List<Contribution> list(Class<?> service) {
        var found = new ArrayList<Contribution>();
        for (var contribution : present) {
            if (contribution.is(service)) {
                found.add(contribution);
            }
        }
        found.sort(NEWEST_FIRST);
        return found;
    }

    /** The newest that is a service and has a name. */
    public Optional<Contribution> find(Class<?> service, String name) {
        for (var contribution : list(service)) {
            if (contribution.name().equals(name)) {
                return Optional.of(contribution);
            }
        }
        return Optional.empty();
    }

    /** The instances of a service; one that can't be made is logged and left out. */
    public <T> List<T> instances(Class<T> service) {
        var instances = new ArrayList<T>();
        for (var contribution : list(service)) {
            try {
                instances.add(contribution.as(service));
            } catch (BlockException e) {
                LOG.log(System.Logger.Level.ERROR, e.sentence(), e);
            }
        }
        return instances;
    }
}
