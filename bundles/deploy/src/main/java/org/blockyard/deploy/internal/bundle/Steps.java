package org.blockyard.deploy.internal.bundle;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.deploy.internal.store.JarStore;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/**
 * The steps of a bundle's life, each with a time limit, so that a bundle whose activator hangs
 * holds up nobody else.
 */
public final class Steps {
    /** What the locations of the bundles that we install begin with. */
    public static final String LOCATION = "deploy:";

    private static final System.Logger LOG = System.getLogger(Steps.class.getName());

    private final BundleContext context;
    private final JarStore jars;
    private final Duration limit;
    private final Refresh refresh;

    /** Steps that may each take so long. */
    public Steps(BundleContext context, JarStore jars, Duration limit) {
        this.context = context;
        this.jars = jars;
        this.limit = limit;
        this.refresh = new Refresh(context);
    }

    /** The bundle of that name and version, if it is installed. */
    public Optional<Bundle> find(String name, Version version) {
        return versions(name).stream()
                .filter(bundle -> bundle.getVersion().equals(version))
                .findFirst();
    }

    /** All installed versions of a bundle, the newest first. */
    public List<Bundle> versions(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .sorted((a, b) -> b.getVersion().compareTo(a.getVersion()))
                .toList();
    }

    /** Installs a jar from the store, if it is still what it was. */
    public Bundle install(String digest) throws IOException, BundleException {
        return jars.<Bundle, BundleException>read(
                digest,
                content -> context.installBundle(LOCATION + digest, content),
                this::discard);
    }

    /** Starts a bundle unless it is a fragment; its drivers are registered on return. */
    public void start(Bundle bundle) throws IOException, BundleException {
        if (bundle.getHeaders("").get("Fragment-Host") == null) {
            within("starting " + name(bundle), () -> bundle.start(Bundle.START_TRANSIENT));
        }
    }

    /** Gives a stopped bundle another content, rewires it and starts it. */
    public void update(Bundle bundle, String digest) throws IOException, BundleException {
        within("stopping " + name(bundle), () -> bundle.stop(Bundle.STOP_TRANSIENT));
        jars.<Bundle, BundleException>read(
                digest,
                content -> {
                    bundle.update(content);
                    return bundle;
                },
                this::discard);
        refresh.these(Set.of(bundle));
        start(bundle);
    }

    /** Stops and uninstalls bundles and has the framework forget their classes. */
    public void remove(Bundle bundle) throws IOException, BundleException {
        if (bundle.getState() != Bundle.UNINSTALLED) {
            within("stopping " + name(bundle), bundle::uninstall);
        }
        refresh.these(Set.of(bundle));
    }

    /** Removes a bundle that is of no use; what fails is logged. */
    public void discard(Bundle bundle) {
        try {
            remove(bundle);
        } catch (IOException | BundleException | IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "bundle " + name(bundle) + " can't be removed: " + e.getMessage());
        }
    }

    /** The running bundles that a refresh of this one would restart besides it. */
    public List<String> wiredTo(Bundle bundle) {
        return refresh.others(bundle);
    }

    /** Name and version. */
    public static String name(Bundle bundle) {
        return "bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
    }

    private interface Step {
        void run() throws BundleException;
    }

    private void within(String what, Step step) throws IOException, BundleException {
        Deadline.within(
                limit,
                what,
                () -> {
                    step.run();
                    return true;
                });
    }
}
