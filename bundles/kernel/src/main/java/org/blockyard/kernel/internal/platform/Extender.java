package org.blockyard.kernel.internal.platform;

import java.util.ArrayList;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.platform.ContributionHeader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Registers, in the name of each active bundle, the classes that its {@code Blockyard-Provide}
 * header announces.
 */
final class Extender implements BundleTrackerCustomizer<List<ProvidedService>>, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Extender.class.getName());

    private final BundleTracker<List<ProvidedService>> tracker;

    Extender(BundleContext context) {
        this.tracker = new BundleTracker<>(context, Bundle.ACTIVE, this);
    }

    void open() {
        tracker.open();
    }

    @Override
    public @Nullable List<ProvidedService> addingBundle(
            Bundle bundle, @Nullable BundleEvent event) {
        var header = bundle.getHeaders("").get(ContributionHeader.NAME);
        if (header == null) {
            return null;
        }
        var provided = new ArrayList<ProvidedService>();
        try {
            for (var clause : ContributionHeader.parse(header)) {
                provided.add(ProvidedService.register(bundle, clause));
            }
        } catch (BlockException | IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "bundle " + bundle + " can't be taken in: " + e.getMessage());
        }
        return provided;
    }

    @Override
    public void modifiedBundle(
            Bundle bundle, @Nullable BundleEvent event, List<ProvidedService> provided) {}

    /** Called while the bundle stops, before its classes are gone. */
    @Override
    public void removedBundle(
            Bundle bundle, @Nullable BundleEvent event, List<ProvidedService> provided) {
        provided.reversed().forEach(ProvidedService::unregister);
    }

    @Override
    public void close() {
        tracker.close();
    }
}
