package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Installs, updates and uninstalls the bundles whose jars come, change and go. A jar is checked
 * before anything is done with it; one that fails harms nothing that runs. Used by one thread at a
 * time.
 */
final class Deployer implements FolderListener {
    private static final String LOCATION = "deploy:";

    private final BundleContext context;
    private final Reports reports;
    private final Refresh refresh;
    private final Map<Path, Bundle> bundles = new HashMap<>();
    private final Map<Path, String> broken = new HashMap<>();

    Deployer(BundleContext context, Reports reports) {
        this.context = context;
        this.reports = reports;
        this.refresh = new Refresh(context);
    }

    @Override
    public Set<Path> changed(FolderChange change) {
        var incomplete = new HashSet<Path>();
        var checked = new LinkedHashMap<Path, JarCheck>();
        check(change.appeared(), checked, incomplete);
        check(change.changed(), checked, incomplete);
        var vanished = new ArrayList<>(change.vanished());
        // a file that was only renamed: the old one must make room first
        var renamed = vanished.stream().filter(file -> returns(file, checked)).toList();
        vanished.removeAll(renamed);
        remove(renamed);
        install(checked);
        // the new before the old: where both bring a driver, nobody has to wait
        remove(vanished);
        return incomplete;
    }

    private boolean returns(Path file, Map<Path, JarCheck> checked) {
        var bundle = bundles.get(file);
        return bundle != null
                && checked.values().stream()
                        .anyMatch(jar -> jar.sameAs(bundle.getSymbolicName(), bundle.getVersion()));
    }

    private void check(List<Path> files, Map<Path, JarCheck> checked, Set<Path> incomplete) {
        for (var file : files) {
            if (!file.toString().endsWith(".jar")) {
                continue;
            }
            broken.remove(file);
            try {
                FolderTrust.checkFile(file);
                checked.put(file, JarCheck.of(file));
            } catch (BlockException e) {
                if (e.kind() == ErrorKind.IO) {
                    broken.put(file, e.sentence());
                    incomplete.add(file);
                } else {
                    reports.refused("", "", file, e.sentence());
                }
            } catch (IOException e) {
                broken.put(file, "it can't be read: " + e);
                incomplete.add(file);
            }
        }
    }

    @Override
    public void givenUp(Path file) {
        var reason = broken.remove(file);
        if (reason != null) {
            reports.refused("", "", file, reason);
        }
    }

    private void install(Map<Path, JarCheck> checked) {
        var fresh = new LinkedHashMap<Path, Bundle>();
        var updated = new LinkedHashMap<Path, Bundle>();
        checked.forEach(
                (file, jar) -> {
                    try {
                        requireUnique(file, jar);
                        var known = known(file);
                        if (known.isPresent()) {
                            update(known.get(), file);
                            updated.put(file, known.get());
                        } else {
                            fresh.put(file, install(file));
                        }
                    } catch (IOException | BundleException e) {
                        refused(jar, file, e);
                    }
                });
        // all are there before the first is started: they may need each other
        refresh.these(updated.values());
        updated.forEach((file, bundle) -> start(file, bundle, checked, false));
        fresh.forEach((file, bundle) -> start(file, bundle, checked, true));
    }

    private void refused(JarCheck jar, Path file, Exception e) {
        reports.refused(jar.symbolicName(), jar.version().toString(), file, Reasons.of(e));
    }

    private void requireUnique(Path file, JarCheck jar) throws BlockException {
        for (var other : context.getBundles()) {
            if (jar.sameAs(other.getSymbolicName(), other.getVersion())
                    && !other.getLocation().equals(location(file))) {
                throw new BlockException(
                        ErrorKind.EXISTS,
                        "bundle "
                                + jar.symbolicName()
                                + " "
                                + jar.version()
                                + " is there already, from "
                                + other.getLocation());
            }
        }
    }

    private static String location(Path file) {
        return LOCATION + file;
    }

    /** The file's bundle, also if an earlier run of the same framework installed it. */
    private Optional<Bundle> known(Path file) {
        return Optional.ofNullable(bundles.get(file))
                .or(() -> Optional.ofNullable(context.getBundle(location(file))));
    }

    private Bundle install(Path file) throws IOException, BundleException {
        try (var in = Files.newInputStream(file)) {
            return context.installBundle(location(file), in);
        }
    }

    private static void update(Bundle bundle, Path file) throws IOException, BundleException {
        bundle.stop(Bundle.STOP_TRANSIENT);
        try (var in = Files.newInputStream(file)) {
            bundle.update(in);
        }
    }

    private void start(Path file, Bundle bundle, Map<Path, JarCheck> checked, boolean fresh) {
        bundles.put(file, bundle);
        var jar = checked.get(file);
        if (jar == null) {
            return;
        }
        try {
            if (!jar.fragment()) {
                bundle.start(Bundle.START_TRANSIENT);
            }
            reports.deployed(bundle.getSymbolicName(), bundle.getVersion().toString(), file);
        } catch (BundleException e) {
            if (fresh) {
                // nothing that can't start stays behind
                bundles.remove(file);
                uninstall(bundle, file);
            }
            refused(jar, file, e);
        }
    }

    private void remove(List<Path> files) {
        var removed = new LinkedHashMap<Path, Bundle>();
        for (var file : files) {
            broken.remove(file);
            var bundle = bundles.remove(file);
            if (bundle != null
                    && bundle.getState() != Bundle.UNINSTALLED
                    && uninstall(bundle, file)) {
                removed.put(file, bundle);
            }
        }
        // lets the framework forget the classes
        refresh.these(removed.values());
        removed.forEach(
                (file, bundle) ->
                        reports.removed(
                                bundle.getSymbolicName(), bundle.getVersion().toString(), file));
    }

    private boolean uninstall(Bundle bundle, Path file) {
        try {
            bundle.uninstall();
            return true;
        } catch (BundleException | IllegalStateException e) {
            var version = bundle.getVersion().toString();
            reports.refused(
                    bundle.getSymbolicName(),
                    version,
                    file,
                    "it can't be removed: " + Reasons.of(e));
            return false;
        }
    }

    /** Uninstalls what an earlier run deployed from a folder and is no longer there. */
    void forgetStrays(Path folder) {
        var strays = new ArrayList<Path>();
        for (var bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(location(folder) + "/")) {
                var file = Path.of(bundle.getLocation().substring(LOCATION.length()));
                if (!Files.exists(file)) {
                    bundles.put(file, bundle);
                    strays.add(file);
                }
            }
        }
        remove(strays);
    }
}
