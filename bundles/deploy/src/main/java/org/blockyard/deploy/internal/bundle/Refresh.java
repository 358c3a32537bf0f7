package org.blockyard.deploy.internal.bundle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Has the framework rewire bundles, and those that use their packages; drivers export none, so they
 * stay alone.
 */
public final class Refresh {
    private static final System.Logger LOG = System.getLogger(Refresh.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FrameworkWiring wiring;

    /** Works in a framework. */
    public Refresh(BundleContext context) {
        this.wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** The running bundles that a refresh of this one would restart besides it. */
    public List<String> others(Bundle bundle) {
        var names = new ArrayList<String>();
        for (var other : wiring.getDependencyClosure(Set.of(bundle))) {
            boolean runs = (other.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
            if (other != bundle && runs) {
                names.add(other.getSymbolicName() + " " + other.getVersion());
            }
        }
        names.sort(null);
        return names;
    }

    /** Refreshes these bundles and no other that is not wired to them; returns when it is done. */
    public void these(Collection<Bundle> bundles) {
        if (bundles.isEmpty()) {
            return;
        }
        var done = new CountDownLatch(1);
        wiring.refreshBundles(
                List.copyOf(bundles),
                event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        done.countDown();
                    }
                });
        try {
            if (!done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "refreshing bundles takes longer than " + LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
