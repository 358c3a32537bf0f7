package org.blockyard.deploy.internal.bundle;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Holds the class loader of a bundle that goes away so loosely that it can be seen to be gone. */
public final class LoaderWatch {
    private final String name;
    private final String version;
    private final Set<String> classes;
    private final Instant since;
    private final WeakReference<ClassLoader> loader;
    private volatile List<String> heldBy = List.of();
    private volatile boolean told;

    private LoaderWatch(
            String name, String version, Set<String> classes, @Nullable ClassLoader loader) {
        this.name = name;
        this.version = version;
        this.classes = classes;
        this.since = Instant.now();
        this.loader = new WeakReference<>(loader);
    }

    /**
     * Begins to watch; to be called before the bundle is uninstalled.
     *
     * @param classes the names of its classes
     */
    public static LoaderWatch of(Bundle bundle, Set<String> classes) {
        var wiring = bundle.adapt(BundleWiring.class);
        return new LoaderWatch(
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                classes,
                wiring == null ? null : wiring.getClassLoader());
    }

    /** Watches any loader. */
    static LoaderWatch of(String name, Set<String> classes, ClassLoader loader) {
        return new LoaderWatch(name, "0.0.0", classes, loader);
    }

    /** The bundle's symbolic name. */
    public String name() {
        return name;
    }

    /** The bundle's version. */
    public String version() {
        return version;
    }

    /** When it was let go. */
    public Instant since() {
        return since;
    }

    /** Whether its classes are gone. */
    public boolean collected() {
        return loader.refersTo(null);
    }

    /** Whether somebody is of that loader. */
    boolean is(@Nullable ClassLoader other) {
        return other != null && loader.refersTo(other);
    }

    /** Whether a class has the name of one of its. */
    boolean knows(String className) {
        return classes.contains(className);
    }

    /** What was found to hold it when it was last looked for. */
    public List<String> heldBy() {
        return heldBy;
    }

    void heldBy(List<String> found) {
        heldBy = found;
    }

    /** Whether this is the first time that it is told. */
    boolean tellOnce() {
        boolean first = !told;
        told = true;
        return first;
    }
}
