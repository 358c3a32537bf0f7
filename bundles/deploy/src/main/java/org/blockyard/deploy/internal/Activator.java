package org.blockyard.deploy.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Watches the folders that the property {@code blockyard.deploy} lists; what lies there is deployed
 * when the bundle is started.
 */
public final class Activator implements BundleActivator {
    /** The framework or system property that lists folders, separated as in a class path. */
    static final String FOLDERS = "blockyard.deploy";

    private static final System.Logger LOG = System.getLogger(Activator.class.getName());

    private final List<Deployment> deployments = new ArrayList<>();
    private @Nullable ServiceTracker<Platform, Platform> platforms;

    /** Called by the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) {
        var folders = context.getProperty(FOLDERS);
        if (folders == null) {
            return;
        }
        var one = new ReentrantLock();
        for (var folder : folders.split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                open(Path.of(folder).toAbsolutePath().normalize(), context, one);
            }
        }
        var tracker = new ServiceTracker<>(context, Platform.class, new PlatformWatch(context));
        platforms = tracker;
        tracker.open();
        deployments.forEach(Deployment::start);
    }

    private void open(Path folder, BundleContext context, ReentrantLock one) {
        try {
            deployments.add(new Deployment(folder, context, one));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, Reasons.of(e));
        }
    }

    @Override
    public void stop(BundleContext context) {
        deployments.forEach(Deployment::close);
        deployments.clear();
        if (platforms != null) {
            platforms.close();
        }
    }

    /** Hands the platform to the deployments while it is there. */
    private final class PlatformWatch implements ServiceTrackerCustomizer<Platform, Platform> {
        private final BundleContext context;

        PlatformWatch(BundleContext context) {
            this.context = context;
        }

        @Override
        public Platform addingService(ServiceReference<Platform> reference) {
            var platform = context.getService(reference);
            deployments.forEach(deployment -> deployment.platform(Optional.of(platform)));
            return platform;
        }

        @Override
        public void modifiedService(ServiceReference<Platform> reference, Platform platform) {}

        @Override
        public void removedService(ServiceReference<Platform> reference, Platform platform) {
            deployments.forEach(deployment -> deployment.platform(Optional.empty()));
            context.ungetService(reference);
        }
    }
}
