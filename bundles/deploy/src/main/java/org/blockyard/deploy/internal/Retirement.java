package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.jar.JarFile;
import org.blockyard.deploy.internal.bundle.JarCheck;
import org.blockyard.deploy.internal.bundle.LoaderProof;
import org.blockyard.deploy.internal.bundle.LoaderWatch;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.Entry;
import org.blockyard.deploy.internal.store.JarStore;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.NodeVersions;
import org.blockyard.deploy.internal.store.Origin;
import org.blockyard.io.BlockException;
import org.blockyard.platform.ContributionHeader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Lets bundles go that a newer version has replaced: at once, or when the last node that uses them
 * or is to have them is gone. Their jars are kept so that they can be brought back.
 */
final class Retirement implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retirement.class.getName());
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Steps steps;
    private final JarStore jars;
    private final List<NodeVersions> wanted;
    private final Ledger ledger;
    private final Audit audit;
    private final Switching switching;
    private final ReentrantLock one;
    private final Condition change;
    private final LoaderProof proof;
    // the bundles that are to go, with who wanted it
    private final Map<Bundle, Wish> superseded = new java.util.LinkedHashMap<>();
    private @Nullable Thread sweeper;
    private boolean closed;

    private record Wish(String who, Instant from) {}

    Retirement(
            Steps steps,
            JarStore jars,
            List<NodeVersions> wanted,
            Ledger ledger,
            Audit audit,
            Switching switching,
            ReentrantLock one) {
        this.steps = steps;
        this.jars = jars;
        this.wanted = wanted;
        this.ledger = ledger;
        this.audit = audit;
        this.switching = switching;
        this.one = one;
        this.change = one.newCondition();
        this.proof = new LoaderProof(audit::loader);
    }

    /** Lets a bundle go as soon as nobody uses it. */
    void supersede(Bundle bundle, String who) {
        supersede(bundle, who, Duration.ZERO);
    }

    /** The same, but not before some time has passed in which it may be taken into use. */
    void supersede(Bundle bundle, String who, Duration grace) {
        superseded.put(bundle, new Wish(who, Instant.now().plus(grace)));
        sweep();
        if (!superseded.isEmpty() && sweeper == null) {
            sweeper = Thread.ofVirtual().name("deploy retirement").start(this::run);
        }
    }

    /** A bundle is wanted again. */
    void keep(Bundle bundle) {
        superseded.remove(bundle);
    }

    /** Whether a bundle only waits for its last user. */
    boolean awaitsItsEnd(Bundle bundle) {
        return superseded.containsKey(bundle);
    }

    /** The class loaders of former bundles that are still held. */
    List<LoaderWatch> heldLoaders() {
        return proof.left();
    }

    private void run() {
        one.lock();
        try {
            while (!closed && !superseded.isEmpty()) {
                change.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                if (!closed) {
                    sweep();
                }
            }
            sweeper = null;
        } catch (InterruptedException e) {
            // the end
        } finally {
            one.unlock();
        }
    }

    /** Not while a swap is under way, which may be about to take a node to what nobody uses yet. */
    private void sweep() {
        switching.betweenSwaps(this::retireUnused);
    }

    private void retireUnused() {
        for (var bundle : new ArrayList<>(superseded.keySet())) {
            if (bundle.getState() == Bundle.UNINSTALLED) {
                superseded.remove(bundle);
                continue;
            }
            var wish = superseded.get(bundle);
            if (wish != null && Instant.now().isAfter(wish.from()) && users(bundle).isEmpty()) {
                superseded.remove(bundle);
                retire(bundle, wish);
            }
        }
    }

    private List<String> users(Bundle bundle) {
        var version = bundle.getVersion().toString();
        var users = new ArrayList<>(switching.users(bundle.getSymbolicName(), version));
        wanted.forEach(nodes -> users.addAll(nodes.nodes(drivers(bundle), version)));
        return users;
    }

    private static List<String> drivers(Bundle bundle) {
        try {
            return JarCheck.drivers(bundle.getHeaders("").get(ContributionHeader.NAME));
        } catch (BlockException e) {
            return List.of();
        }
    }

    private void retire(Bundle bundle, Wish wish) {
        try {
            var entry = entry(bundle);
            var others = steps.wiredTo(bundle);
            if (!others.isEmpty()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "retiring " + Steps.name(bundle) + " restarts " + others);
            }
            if (!users(bundle).isEmpty()) {
                // a node was opened with it while its jar was being kept
                superseded.put(bundle, wish);
                return;
            }
            remove(bundle);
            audit.tell(Action.RETIRED, entry, wish.who(), "");
        } catch (IOException | BundleException | IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    Steps.name(bundle) + " can't be retired: " + Reasons.of(e));
        }
    }

    /** What the journal is to say of a bundle; of one of the product the jar is kept first. */
    private Entry entry(Bundle bundle) throws IOException {
        var known = ledger.find(bundle.getSymbolicName(), bundle.getVersion().toString());
        if (known.isPresent() && known.get().active()) {
            return known.get().last();
        }
        var digest = "";
        var file = file(bundle);
        if (file.isPresent()) {
            var staged = jars.stage(file.get());
            jars.keep(staged);
            digest = staged.digest();
        }
        return new Entry(
                Instant.now(),
                Action.RETIRED,
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                digest,
                file.map(Path::toString).orElse(bundle.getLocation()),
                Origin.PRODUCT,
                "",
                "");
    }

    private static Optional<Path> file(Bundle bundle) {
        var location = bundle.getLocation();
        var plain = location.startsWith("reference:") ? location.substring(10) : location;
        if (!plain.startsWith("file:")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(java.net.URI.create(plain))).filter(Files::isRegularFile);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Takes a bundle out now, whoever uses it, and follows what becomes of its classes. */
    void remove(Bundle bundle) throws IOException, BundleException {
        superseded.remove(bundle);
        var watch = LoaderWatch.of(bundle, classes(bundle));
        steps.remove(bundle);
        proof.add(watch);
    }

    private Set<String> classes(Bundle bundle) {
        var names = new HashSet<String>();
        var file =
                ledger.find(bundle.getSymbolicName(), bundle.getVersion().toString())
                        .map(standing -> jars.path(standing.digest()))
                        .filter(Files::exists)
                        .or(() -> file(bundle));
        if (file.isEmpty()) {
            return names;
        }
        try (var jar = new JarFile(file.get().toFile(), false)) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .forEach(name -> names.add(name.replace('/', '.').replaceAll("\\.class$", "")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "its classes are not known", e);
        }
        return names;
    }

    @Override
    public void close() {
        one.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            one.unlock();
        }
        proof.close();
    }
}
