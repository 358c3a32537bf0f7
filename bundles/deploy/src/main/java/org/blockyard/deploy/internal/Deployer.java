package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.deploy.internal.Candidate.Order;
import org.blockyard.deploy.internal.bundle.JarCheck;
import org.blockyard.deploy.internal.bundle.Needs;
import org.blockyard.deploy.internal.bundle.Resolution;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.JarStore;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Origin;
import org.blockyard.deploy.internal.store.Standing;
import org.blockyard.deploy.internal.trust.DeployTrust;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.swap.NodeSwap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/**
 * Deploys jars: looks at a copy that nobody can change, installs it beside what is there, switches
 * the nodes and lets the old version go. What fails before the nodes are switched harms nothing
 * that runs. Used by one thread at a time.
 */
final class Deployer {
    private final Steps steps;
    private final Needs needs;
    private final Resolution resolution;
    private final DeployTrust trust;
    private final JarStore jars;
    private final Ledger ledger;
    private final Audit audit;
    private final Switching switching;
    private final Retirement retirement;

    Deployer(
            BundleContext context,
            Steps steps,
            DeployTrust trust,
            JarStore jars,
            Ledger ledger,
            Audit audit,
            Switching switching,
            Retirement retirement) {
        this.steps = steps;
        this.needs = new Needs(context);
        this.resolution = new Resolution(context);
        this.trust = trust;
        this.jars = jars;
        this.ledger = ledger;
        this.audit = audit;
        this.switching = switching;
        this.retirement = retirement;
    }

    /** What became of a candidate that was let in. */
    record Outcome(Candidate candidate, Action action, List<NodeSwap> nodes) {}

    /**
     * Copies a jar and looks at what it is.
     *
     * @throws BlockException of kind {@code IO} if it is not, or not yet, a whole jar
     */
    Candidate stage(Path file, Order order) throws IOException {
        FolderTrust.checkFile(file);
        var staged = jars.stage(file);
        try {
            return new Candidate(file, staged, JarCheck.of(staged.path()), order);
        } catch (IOException | RuntimeException e) {
            jars.drop(staged);
            throw e;
        }
    }

    /** Forgets a candidate. */
    void drop(Candidate candidate) throws IOException {
        jars.drop(candidate.staged());
    }

    /**
     * Deploys jars that came together and may need each other. Those that are not let in are told
     * of.
     *
     * @param failures where to put why
     */
    List<Outcome> deploy(List<Candidate> candidates, Map<Candidate, Exception> failures)
            throws IOException {
        var outcomes = new ArrayList<Outcome>();
        var fresh = new LinkedHashMap<Candidate, Bundle>();
        for (var candidate : candidates) {
            try {
                verify(candidate, candidates);
                var same = steps.find(candidate.name(), candidate.jar().version());
                jars.keep(candidate.staged());
                if (same.isPresent()) {
                    outcomes.add(update(candidate, same.get()));
                } else {
                    fresh.put(candidate, steps.install(candidate.staged().digest()));
                }
            } catch (IOException | BundleException | IllegalStateException e) {
                refuse(candidate, Action.REFUSED, e, failures);
            }
        }
        // all are there before the first is started: they may need each other
        resolve(fresh, failures);
        fresh.forEach((candidate, bundle) -> begin(candidate, bundle, outcomes, failures));
        for (var candidate : candidates) {
            jars.drop(candidate.staged());
        }
        jars.prune(ledger.worthKeeping());
        return outcomes;
    }

    /**
     * Takes those out again that can't be resolved beside what is here; nothing was started yet.
     */
    private void resolve(Map<Candidate, Bundle> fresh, Map<Candidate, Exception> failures) {
        resolution.resolve(List.copyOf(fresh.values()));
        for (var candidate : List.copyOf(fresh.keySet())) {
            var bundle = java.util.Objects.requireNonNull(fresh.get(candidate));
            var failure = resolution.failure(bundle);
            if (failure.isPresent()) {
                fresh.remove(candidate);
                steps.discard(bundle);
                refuse(candidate, Action.REFUSED, failure.get(), failures);
            }
        }
    }

    private void refuse(
            Candidate candidate, Action action, Exception why, Map<Candidate, Exception> failures) {
        failures.put(candidate, why);
        audit.tell(action, candidate, Reasons.of(why));
    }

    private void verify(Candidate candidate, List<Candidate> companions) throws IOException {
        trust.check(candidate.staged().path(), Instant.now(), true);
        needs.check(candidate.jar(), companions.stream().map(Candidate::jar).toList());
        for (var replaced : steps.versions(candidate.name())) {
            var others = steps.wiredTo(replaced);
            boolean goes = replaces(candidate, replaced) || sameVersion(candidate, replaced);
            if (goes && !others.isEmpty() && !candidate.order().force()) {
                throw new BlockException(
                                ErrorKind.BUSY,
                                "replacing "
                                        + Steps.name(replaced)
                                        + " would restart "
                                        + String.join(", ", others))
                        .hint("x-blockyard-driver-deploy with force does it nevertheless");
            }
        }
    }

    private static boolean sameVersion(Candidate candidate, Bundle bundle) {
        return candidate.jar().version().equals(bundle.getVersion());
    }

    /**
     * Whether it takes another's place: it is newer, or comes in the same file, or by a command.
     */
    private boolean replaces(Candidate candidate, Bundle other) {
        if (sameVersion(candidate, other)) {
            return false;
        }
        boolean newer = candidate.jar().version().compareTo(other.getVersion()) > 0;
        boolean sameFile =
                ledger.find(candidate.name(), other.getVersion().toString())
                        .filter(Standing::active)
                        .filter(known -> known.last().file().equals(candidate.file().toString()))
                        .isPresent();
        return newer || sameFile || candidate.order().origin() == Origin.COMMAND;
    }

    /** The same version with another content: its nodes wait meanwhile. */
    private Outcome update(Candidate candidate, Bundle bundle) throws IOException, BundleException {
        var before = requireOurs(candidate, bundle);
        retirement.keep(bundle);
        try {
            steps.update(bundle, candidate.staged().digest());
            switching.checkDrivers(bundle, candidate.jar().drivers());
        } catch (IOException | BundleException | IllegalStateException e) {
            restore(bundle, before, e);
            throw e;
        }
        audit.tell(Action.UPDATED, candidate, "");
        return new Outcome(candidate, Action.UPDATED, List.of());
    }

    private Standing requireOurs(Candidate candidate, Bundle bundle) throws BlockException {
        var known = ledger.find(candidate.name(), candidate.version()).filter(Standing::active);
        boolean mayChange =
                known.isPresent()
                        && (known.get().last().file().equals(candidate.file().toString())
                                || candidate.order().origin() == Origin.COMMAND
                                || !Files.exists(Path.of(known.get().last().file())));
        if (!mayChange) {
            var from = known.map(Standing::last).map(last -> last.file());
            throw new BlockException(
                    ErrorKind.EXISTS,
                    Steps.name(bundle)
                            + " is there already, from "
                            + from.orElse(bundle.getLocation()));
        }
        return known.get();
    }

    private void restore(Bundle bundle, Standing before, Exception cause) {
        try {
            steps.update(bundle, before.digest());
        } catch (IOException | BundleException | IllegalStateException e) {
            cause.addSuppressed(e);
        }
    }

    private void begin(
            Candidate candidate,
            Bundle bundle,
            List<Outcome> outcomes,
            Map<Candidate, Exception> failures) {
        var replaced =
                steps.versions(candidate.name()).stream()
                        .filter(other -> other != bundle && replaces(candidate, other))
                        .toList();
        try {
            steps.start(bundle);
            switching.checkDrivers(bundle, candidate.jar().drivers());
            var nodes =
                    replaced.isEmpty()
                            ? List.<NodeSwap>of()
                            : switching.to(
                                    bundle, candidate.jar().drivers(), candidate.order().nodes());
            audit.tell(Action.DEPLOYED, candidate, "");
            if (candidate.order().nodes().isEmpty()) {
                replaced.forEach(other -> retirement.supersede(other, candidate.order().who()));
            }
            outcomes.add(new Outcome(candidate, Action.DEPLOYED, nodes));
        } catch (IOException | BundleException | IllegalStateException e) {
            if (!(e instanceof BlockException stuck) || stuck.kind() != ErrorKind.CORRUPT) {
                steps.discard(bundle);
            }
            refuse(
                    candidate,
                    replaced.isEmpty() ? Action.REFUSED : Action.ROLLED_BACK,
                    e,
                    failures);
        }
    }

    /** Makes a version work again that was deployed before. */
    Bundle bring(Standing standing, String who) throws IOException, BundleException {
        var version = org.osgi.framework.Version.parseVersion(standing.version());
        var there = steps.find(standing.bundle(), version);
        if (there.isPresent()) {
            retirement.keep(there.get());
            return there.get();
        }
        var bundle = install(standing);
        try {
            steps.start(bundle);
        } catch (IOException | BundleException | IllegalStateException e) {
            steps.discard(bundle);
            throw e;
        }
        audit.tell(Action.DEPLOYED, standing.last(), who, "brought back");
        return bundle;
    }

    /** Installs what was deployed before, if it is whole and still trusted. */
    Bundle install(Standing standing) throws IOException, BundleException {
        if (!jars.isWhole(standing.digest())) {
            take(standing);
        }
        // what is part of the product is trusted as the product is
        if (standing.last().origin() != Origin.PRODUCT) {
            trust.check(jars.path(standing.digest()), standing.last().time(), false);
        }
        return steps.install(standing.digest());
    }

    /** Where the copy is gone or was altered, the file it came from may still be the same. */
    private void take(Standing standing) throws IOException {
        var file = Path.of(standing.last().file());
        if (Files.isRegularFile(file)) {
            var again = jars.stage(file);
            if (again.digest().equals(standing.digest())) {
                jars.keep(again);
                return;
            }
            jars.drop(again);
        }
        throw new BlockException(
                ErrorKind.CORRUPT,
                "its copy " + jars.path(standing.digest()) + " is gone or was altered");
    }
}
