package org.blockyard.kernel.internal.platform;

import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Makes every service with the property {@code blockyard.name} a contribution: those that the
 * extender registers for bundles, and those that bundles register themselves or through declarative
 * services.
 */
final class ServiceWatch
        implements ServiceTrackerCustomizer<Object, ServiceContribution>, AutoCloseable {
    private final BundleContext context;
    private final ContributionRegistry contributions;
    private final ServiceTracker<Object, ServiceContribution> tracker;

    ServiceWatch(BundleContext context, ContributionRegistry contributions) {
        this.context = context;
        this.contributions = contributions;
        try {
            var filter = context.createFilter("(" + ServiceContribution.NAME + "=*)");
            this.tracker = new ServiceTracker<>(context, filter, this);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        tracker.open();
    }

    @Override
    public ServiceContribution addingService(ServiceReference<Object> reference) {
        var contribution = new ServiceContribution(context, reference);
        contributions.add(contribution);
        return contribution;
    }

    @Override
    public void modifiedService(
            ServiceReference<Object> reference, ServiceContribution contribution) {}

    @Override
    public void removedService(
            ServiceReference<Object> reference, ServiceContribution contribution) {
        contributions.remove(contribution);
        contribution.release();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
