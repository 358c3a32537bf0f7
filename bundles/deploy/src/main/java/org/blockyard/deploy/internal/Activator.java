package org.blockyard.deploy.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.deploy.internal.store.StateFolder;
import org.blockyard.deploy.internal.trust.DeployTrust;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.CommandSet;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverBundles;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Watches the folders that the property {@code blockyard.deploy} lists; what was deployed before
 * and what lies there is at work when the bundle is started. Offers the commands that deploy.
 */
public final class Activator implements BundleActivator {
    /** The framework or system property that lists folders, separated as in a class path. */
    static final String FOLDERS = "blockyard.deploy";

    /** The property that names the folder for the journal and the jars. */
    static final String STATE = "blockyard.deploy.state";

    /** The property that says whose jars may be deployed: any, signed or none. */
    static final String TRUST = "blockyard.deploy.trust";

    /** The property that names the file of trusted certificates. */
    static final String TRUST_STORE = "blockyard.deploy.trust-store";

    /** The property that limits the start or stop of a bundle, in seconds. */
    static final String STEP_SECONDS = "blockyard.deploy.step-seconds";

    private static final System.Logger LOG = System.getLogger(Activator.class.getName());
    private static final String HIDDEN = ".blockyard";

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Deployment> deployments = new ArrayList<>();
    private final Switching switching = new Switching();
    private @Nullable ServiceTracker<Platform, Platform> platforms;
    private @Nullable Works works;

    /** Called by the framework. */
    public Activator() {}

    @Override
    public void start(BundleContext context) throws BlockException {
        var trust =
                DeployTrust.of(
                        context.getProperty(TRUST),
                        Optional.ofNullable(context.getProperty(TRUST_STORE)).map(Path::of));
        var folders = folders(context);
        var named = Optional.ofNullable(context.getProperty(STATE)).map(Path::of);
        if (!folders.isEmpty() || named.isPresent()) {
            var made = works(context, trust, named, folders);
            works = made;
            made.restore();
            folders.forEach(folder -> open(folder, made));
        }
        // before nodes are declared: it knows to what they are pinned
        offer(context, trust);
        var tracker = new ServiceTracker<>(context, Platform.class, new PlatformWatch(context));
        platforms = tracker;
        tracker.open();
        deployments.forEach(Deployment::start);
    }

    private void offer(BundleContext context, DeployTrust trust) {
        var name = new Hashtable<String, Object>(Map.of("blockyard.name", "deploy"));
        DeployCommands.Source source = () -> works(context, trust);
        context.registerService(CommandSet.class, new DeployCommands(source), name);
        context.registerService(DriverBundles.class, new Kept(source), name);
    }

    private static List<Path> folders(BundleContext context) {
        var folders = new ArrayList<Path>();
        var listed = context.getProperty(FOLDERS);
        for (var folder : (listed == null ? "" : listed).split(File.pathSeparator)) {
            if (!folder.isEmpty()) {
                accept(Path.of(folder).toAbsolutePath().normalize(), folders);
            }
        }
        return folders;
    }

    private static void accept(Path folder, List<Path> folders) {
        try {
            FolderTrust.check(folder)
                    .ifPresent(warning -> LOG.log(System.Logger.Level.WARNING, warning));
            folders.add(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, Reasons.of(e));
        }
    }

    /** Without a folder there is no place for state that lasts: it is made when it is needed. */
    private Works works(BundleContext context, DeployTrust trust) throws IOException {
        lock.lock();
        try {
            var made = works;
            if (made == null) {
                made = new Works(context, passing(context), trust, switching);
                works = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private Works works(
            BundleContext context, DeployTrust trust, Optional<Path> named, List<Path> folders)
            throws BlockException {
        try {
            return new Works(context, state(context, named, folders), trust, switching);
        } catch (IOException e) {
            throw BlockException.of(e);
        }
    }

    private static StateFolder state(
            BundleContext context, Optional<Path> named, List<Path> folders) throws IOException {
        if (named.isPresent()) {
            return StateFolder.open(named.get().toAbsolutePath());
        }
        try {
            return StateFolder.open(folders.getFirst().resolve(HIDDEN));
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what is deployed will not survive a restart: " + Reasons.of(e));
            return passing(context);
        }
    }

    private static StateFolder passing(BundleContext context) throws IOException {
        var file = context.getDataFile("state");
        if (file == null) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "there is no place to keep what is deployed");
        }
        return StateFolder.open(file.toPath());
    }

    private void open(Path folder, Works made) {
        try {
            deployments.add(new Deployment(folder, made));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, Reasons.of(e));
        }
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        deployments.forEach(Deployment::close);
        deployments.clear();
        if (platforms != null) {
            platforms.close();
        }
        lock.lock();
        try {
            if (works != null) {
                works.close();
                works = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** What is kept, as far as something was; a node that is opened must not cost anything. */
    private final class Kept implements DriverBundles {
        private final DeployCommands.Source source;

        Kept(DeployCommands.Source source) {
            this.source = source;
        }

        @Override
        public boolean bring(String bundle, String version) throws IOException {
            return source.works().kept().bring(bundle, version);
        }

        @Override
        public boolean pinned(String node, String driver, Optional<String> version) {
            return made().map(there -> there.kept().pinned(node, driver, version)).orElse(false);
        }

        @Override
        public Optional<String> pin(String node, String driver) {
            return made().flatMap(there -> there.kept().pin(node, driver));
        }

        @Override
        public void split(String driver, Map<String, String> versions) {
            made().ifPresent(there -> there.kept().split(driver, versions));
        }

        @Override
        public Optional<String> version(String node, String driver) {
            return made().flatMap(there -> there.kept().version(node, driver));
        }

        private Optional<Works> made() {
            lock.lock();
            try {
                return Optional.ofNullable(works);
            } finally {
                lock.unlock();
            }
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
            platform(Optional.of(platform));
            return platform;
        }

        @Override
        public void modifiedService(ServiceReference<Platform> reference, Platform platform) {}

        @Override
        public void removedService(ServiceReference<Platform> reference, Platform platform) {
            platform(Optional.empty());
            context.ungetService(reference);
        }

        private void platform(Optional<Platform> now) {
            switching.platform(now);
            deployments.forEach(deployment -> deployment.platform(now));
        }
    }
}
