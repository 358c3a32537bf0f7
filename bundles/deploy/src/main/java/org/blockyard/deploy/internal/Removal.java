package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockyard.deploy.internal.bundle.JarCheck;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.JarStore;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Origin;
import org.blockyard.deploy.internal.store.Standing;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/**
 * Removes what was deployed. If an older version is still in the folder or part of the product, it
 * comes back first and takes the nodes over; else they are suspended and follow their policy.
 */
final class Removal {
    private static final System.Logger LOG = System.getLogger(Removal.class.getName());

    private final Steps steps;
    private final Deployer deployer;
    private final JarStore jars;
    private final Ledger ledger;
    private final Audit audit;
    private final Switching switching;
    private final Retirement retirement;

    Removal(
            Steps steps,
            Deployer deployer,
            JarStore jars,
            Ledger ledger,
            Audit audit,
            Switching switching,
            Retirement retirement) {
        this.steps = steps;
        this.deployer = deployer;
        this.jars = jars;
        this.ledger = ledger;
        this.audit = audit;
        this.switching = switching;
        this.retirement = retirement;
    }

    /** Removes a version that is at work. */
    void remove(Standing standing, String who) {
        var bundle = steps.find(standing.bundle(), Version.parseVersion(standing.version()));
        var why = "";
        try {
            if (bundle.isPresent()) {
                fallBack(standing, who);
                retirement.remove(bundle.get());
            }
        } catch (IOException | BundleException | IllegalStateException e) {
            why = "it could not be stopped: " + Reasons.of(e);
        }
        audit.tell(Action.REMOVED, standing.last(), who, why);
    }

    private void fallBack(Standing standing, String who) {
        var older = fallback(standing.bundle());
        if (older.isEmpty()) {
            return;
        }
        try {
            var bundle = deployer.bring(older.get(), who);
            var drivers = JarCheck.of(jars.path(older.get().digest())).drivers();
            switching.to(bundle, drivers, List.of());
        } catch (IOException | BundleException | IllegalStateException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the older "
                            + older.get().bundle()
                            + " "
                            + older.get().version()
                            + " can't take over: "
                            + Reasons.of(e));
        }
    }

    /** The newest retired version that the operator still offers. */
    Optional<Standing> fallback(String bundle) {
        return ledger.all().stream()
                .filter(there -> there.bundle().equals(bundle) && there.retired())
                .filter(Removal::offered)
                .max(
                        (a, b) ->
                                Version.parseVersion(a.version())
                                        .compareTo(Version.parseVersion(b.version())));
    }

    private static boolean offered(Standing standing) {
        return standing.last().origin() == Origin.PRODUCT
                || standing.last().origin() == Origin.FOLDER
                        && Files.exists(Path.of(standing.last().file()));
    }
}
