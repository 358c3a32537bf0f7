package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.deploy.internal.bundle.Steps;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Standing;
import org.blockyard.deploy.internal.store.StateFolder;
import org.blockyard.deploy.internal.trust.DeployTrust;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.swap.DriverBundles;
import org.osgi.framework.BundleContext;

/** All that deploys bundles, over one folder of state: what folders and commands have in common. */
final class Works implements AutoCloseable {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Held while something is deployed. */
    final ReentrantLock one = new ReentrantLock();

    final Ledger ledger;
    final Audit audit;
    final Retirement retirement;
    final Steps steps;
    private final StateFolder state;
    private final Deployer deployer;
    private final Removal removal;
    private final Restoring restoring;

    Works(BundleContext context, StateFolder state, DeployTrust trust, Switching switching)
            throws IOException {
        this.state = state;
        this.ledger = new Ledger(state.journal().entries());
        state.journal().shorten(ledger.foundation());
        this.audit =
                new Audit(
                        state.journal(),
                        ledger,
                        (event, data) ->
                                switching
                                        .platform()
                                        .ifPresent(there -> there.events().publish(event, data)));
        this.steps = new Steps(context, state.jars(), stepLimit(context));
        this.retirement =
                new Retirement(
                        steps,
                        state.jars(),
                        List.of(state.pins(), state.split()),
                        ledger,
                        audit,
                        switching,
                        one);
        this.deployer =
                new Deployer(
                        context, steps, trust, state.jars(), ledger, audit, switching, retirement);
        this.removal =
                new Removal(steps, deployer, state.jars(), ledger, audit, switching, retirement);
        this.restoring =
                new Restoring(context, steps, deployer, removal, retirement, ledger, audit);
    }

    private static Duration stepLimit(BundleContext context) {
        var text = context.getProperty(Activator.STEP_SECONDS);
        try {
            return text == null ? STEP_LIMIT : Duration.ofSeconds(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return STEP_LIMIT;
        }
    }

    /** Makes what the journal says. */
    void restore() {
        one.lock();
        try {
            restoring.run();
        } finally {
            one.unlock();
        }
    }

    FolderBundles folder() {
        return new FolderBundles(deployer, removal, ledger, audit);
    }

    DriverBundles kept() {
        return new KeptBundles(
                ledger, state.pins(), state.split(), deployer, steps, retirement, one);
    }

    /** Deploys one jar now; fails with why it is not let in. */
    Deployer.Outcome deploy(Path file, Candidate.Order order) throws IOException {
        KeptBundles.acquire(one, PATIENCE);
        try {
            var failures = new HashMap<Candidate, Exception>();
            var outcomes = deployer.deploy(List.of(stage(file, order)), failures);
            for (var failure : failures.values()) {
                throw failure instanceof BlockException known
                        ? known
                        : new BlockException(ErrorKind.IO, Reasons.of(failure), failure);
            }
            return outcomes.getFirst();
        } finally {
            one.unlock();
        }
    }

    private Candidate stage(Path file, Candidate.Order order) throws IOException {
        try {
            return deployer.stage(file, order);
        } catch (IOException e) {
            audit.refused("", "", file, order.who(), order.origin(), Reasons.of(e));
            throw e;
        }
    }

    /** Removes a version that was deployed, or all of a name. */
    List<Standing> remove(String name, java.util.Optional<String> version, String who)
            throws BlockException {
        KeptBundles.acquire(one, PATIENCE);
        try {
            var found =
                    ledger.active().stream()
                            .filter(there -> there.bundle().equals(name))
                            .filter(
                                    there ->
                                            version.filter(v -> !v.equals(there.version()))
                                                    .isEmpty())
                            .toList();
            if (found.isEmpty()) {
                throw new BlockException(
                        ErrorKind.NOT_FOUND,
                        "bundle "
                                + name
                                + version.map(v -> " " + v).orElse("")
                                + " is not deployed");
            }
            found.forEach(there -> removal.remove(there, who));
            return found;
        } finally {
            one.unlock();
        }
    }

    /** The journal's last entries. */
    List<Map<String, Object>> journal(int most) throws BlockException {
        KeptBundles.acquire(one, PATIENCE);
        try {
            var all = state.journal().entries();
            return all.subList(Math.max(0, all.size() - most), all.size()).stream()
                    .map(entry -> entry.tree())
                    .toList();
        } finally {
            one.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        retirement.close();
        one.lock();
        try {
            state.close();
        } finally {
            one.unlock();
        }
    }
}
