package org.blockyard.deploy.internal;

import java.util.Collection;
import java.util.List;
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
final class Refresh {
    private static final System.Logger LOG = System.getLogger(Refresh.class.getName());
    private static final long MOST_SECONDS = 30;

    private final BundleContext context;

    Refresh(BundleContext context) {
        this.context = context;
    }

    /** Refreshes these bundles and no other; returns when it is done. */
    void these(Collection<Bundle> bundles) {
        if (bundles.isEmpty()) {
            return;
        }
        var wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        var done = new CountDownLatch(1);
        wiring.refreshBundles(
                List.copyOf(bundles),
                event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        done.countDown();
                    }
                });
        try {
            if (!done.await(MOST_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "refreshing bundles takes longer than " + MOST_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
