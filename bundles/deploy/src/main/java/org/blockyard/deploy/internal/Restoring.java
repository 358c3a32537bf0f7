package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Origin;
import org.blockyard.deploy.internal.store.Standing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/**
 * Makes, at the start, what the journal says: the versions at work are installed from their kept
 * jars, what is at work but should not be is taken out. A file that went meanwhile takes its bundle
 * with it.
 */
final class Restoring {
    private static final System.Logger LOG = System.getLogger(Restoring.class.getName());

    private static final Duration GRACE = Duration.ofMinutes(2);

    private final BundleContext context;
    private final Steps steps;
    private final Deployer deployer;
    private final Removal removal;
    private final Retirement retirement;
    private final Ledger ledger;
    private final Audit audit;

    Restoring(
            BundleContext context,
            Steps steps,
            Deployer deployer,
            Removal removal,
            Retirement retirement,
            Ledger ledger,
            Audit audit) {
        this.context = context;
        this.steps = steps;
        this.deployer = deployer;
        this.removal = removal;
        this.retirement = retirement;
        this.ledger = ledger;
        this.audit = audit;
    }

    /** Does it. */
    void run() {
        ledger.active().stream().filter(Restoring::fileGone).forEach(this::forget);
        for (var bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(Steps.LOCATION) && !stays(bundle)) {
                steps.discard(bundle);
            }
        }
        var installed = new LinkedHashMap<Bundle, Standing>();
        for (var standing : ledger.active()) {
            install(standing).ifPresent(bundle -> installed.put(bundle, standing));
        }
        // all are there before the first is started: they may need each other
        installed.forEach(this::start);
        ledger.all().stream().filter(Standing::retired).forEach(this::retire);
        ledger.active().forEach(this::supersedeOlder);
    }

    /** Older versions were kept for nodes that had them; if none comes for them, they go. */
    private void supersedeOlder(Standing standing) {
        find(standing)
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .ifPresent(
                        newer ->
                                steps.versions(standing.bundle()).stream()
                                        .filter(
                                                older ->
                                                        older.getVersion()
                                                                        .compareTo(
                                                                                newer.getVersion())
                                                                < 0)
                                        .forEach(
                                                older ->
                                                        retirement.supersede(
                                                                older, "start", GRACE)));
    }

    private static boolean fileGone(Standing standing) {
        return standing.last().origin() == Origin.FOLDER
                && !Files.exists(Path.of(standing.last().file()));
    }

    private void forget(Standing standing) {
        removal.fallback(standing.bundle())
                .ifPresent(
                        older ->
                                audit.tell(
                                        Action.DEPLOYED, older.last(), "folder", "brought back"));
        audit.tell(Action.REMOVED, standing.last(), "folder", "its file went");
    }

    /** What runs from an earlier start of ours goes on; what does not run is installed anew. */
    private boolean stays(Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE
                && ledger.find(bundle.getSymbolicName(), bundle.getVersion().toString())
                        .filter(Standing::active)
                        .isPresent();
    }

    private Optional<Bundle> install(Standing standing) {
        try {
            if (find(standing).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(deployer.install(standing));
        } catch (IOException | BundleException | IllegalStateException e) {
            failed(standing, e);
            return Optional.empty();
        }
    }

    private Optional<Bundle> find(Standing standing) {
        return steps.find(standing.bundle(), Version.parseVersion(standing.version()));
    }

    private void start(Bundle bundle, Standing standing) {
        try {
            steps.start(bundle);
            LOG.log(
                    System.Logger.Level.INFO,
                    "restored "
                            + standing.bundle()
                            + " "
                            + standing.version()
                            + " [SHA-256 "
                            + standing.digest()
                            + "]");
        } catch (IOException | BundleException | IllegalStateException e) {
            steps.discard(bundle);
            failed(standing, e);
        }
    }

    private void failed(Standing standing, Exception e) {
        audit.tell(Action.REFUSED, standing.last(), "start", Reasons.of(e));
    }

    /** The product's old version does not come back with the product. */
    private void retire(Standing standing) {
        boolean replaced =
                ledger.active().stream()
                        .filter(active -> active.bundle().equals(standing.bundle()))
                        .flatMap(active -> find(active).stream())
                        .anyMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        if (replaced) {
            find(standing).ifPresent(steps::discard);
        }
    }
}
