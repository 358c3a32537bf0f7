package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.deploy.internal.Candidate.Order;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Origin;
import org.blockyard.deploy.internal.store.Standing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Deploys the jars of a folder: a new file brings a version, a changed one another or the same
 * anew, and with the file goes the bundle. Used by one thread at a time.
 */
final class FolderBundles implements FolderListener {
    private static final System.Logger LOG = System.getLogger(FolderBundles.class.getName());

    private final Deployer deployer;
    private final Removal removal;
    private final Ledger ledger;
    private final Audit audit;
    private final Map<Path, String> broken = new HashMap<>();
    // what was there when the daemon started is only what the journal knows
    private boolean first = true;

    FolderBundles(Deployer deployer, Removal removal, Ledger ledger, Audit audit) {
        this.deployer = deployer;
        this.removal = removal;
        this.ledger = ledger;
        this.audit = audit;
    }

    /** What is told from now on happened while we looked. */
    void restored() {
        first = false;
    }

    @Override
    public Set<Path> changed(FolderChange change) {
        var incomplete = new HashSet<Path>();
        var candidates = new ArrayList<Candidate>();
        change.appeared().forEach(file -> look(file, candidates, incomplete));
        change.changed().forEach(file -> look(file, candidates, incomplete));
        try {
            // the new before the old: where both bring a driver, nobody has to wait
            deployer.deploy(candidates, new HashMap<>());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "jars can't be kept: " + e);
        }
        change.vanished().forEach(this::vanished);
        return incomplete;
    }

    private void look(Path file, List<Candidate> candidates, Set<Path> incomplete) {
        if (!file.toString().endsWith(".jar")) {
            return;
        }
        broken.remove(file);
        var order = new Order(Origin.FOLDER, FolderTrust.who(file), false, List.of());
        try {
            var candidate = deployer.stage(file, order);
            if (known(candidate)) {
                deployer.drop(candidate);
            } else {
                candidates.add(candidate);
            }
        } catch (BlockException e) {
            if (e.kind() == ErrorKind.IO) {
                broken.put(file, e.sentence());
                incomplete.add(file);
            } else {
                audit.refused("", "", file, e.sentence());
            }
        } catch (IOException e) {
            broken.put(file, "it can't be read: " + e);
            incomplete.add(file);
        }
    }

    /** Whether nothing is to be done, because just that was done before. */
    private boolean known(Candidate candidate) {
        var digest = candidate.staged().digest();
        if (first && ledger.rolledBack(digest)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    candidate.file()
                            + " stays out: it was taken out before because it did not work;"
                            + " touch it to try again");
            return true;
        }
        var standing =
                ledger.find(candidate.name(), candidate.version())
                        .filter(there -> there.digest().equals(digest));
        if (standing.isEmpty()) {
            return false;
        }
        if (standing.get().active()) {
            return sameFile(standing.get(), candidate);
        }
        return first && standing.get().retired();
    }

    private boolean sameFile(Standing standing, Candidate candidate) {
        var last = standing.last();
        var file = candidate.file().toString();
        if (last.file().equals(file) && last.origin() == Origin.FOLDER) {
            return true;
        }
        if (last.origin() == Origin.FOLDER && Files.exists(Path.of(last.file()))) {
            // two files with one bundle: it is refused as such
            return false;
        }
        // it was renamed, or deployed by a command before
        audit.tell(Action.DEPLOYED, candidate, "");
        return true;
    }

    @Override
    public void givenUp(Path file) {
        var reason = broken.remove(file);
        if (reason != null) {
            audit.refused("", "", file, reason);
        }
    }

    private void vanished(Path file) {
        broken.remove(file);
        of(file).ifPresent(standing -> removal.remove(standing, "folder"));
    }

    private Optional<Standing> of(Path file) {
        return ledger.active().stream()
                .filter(standing -> standing.last().origin() == Origin.FOLDER)
                .filter(standing -> standing.last().file().equals(file.toString()))
                .reduce((older, newer) -> newer);
    }
}
