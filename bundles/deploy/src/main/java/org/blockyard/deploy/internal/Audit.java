package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.blockyard.deploy.internal.bundle.LoaderWatch;
import org.blockyard.deploy.internal.store.Action;
import org.blockyard.deploy.internal.store.Entry;
import org.blockyard.deploy.internal.store.Journal;
import org.blockyard.deploy.internal.store.Ledger;
import org.blockyard.deploy.internal.store.Origin;

/**
 * Tells what was done with bundles, by whom and with which content: in the journal, in the log and
 * by an event.
 */
final class Audit implements Reports {
    private static final System.Logger LOG = System.getLogger(Audit.class.getName());

    private final Journal journal;
    private final Ledger ledger;
    private final BiConsumer<String, Map<String, Object>> publisher;

    Audit(Journal journal, Ledger ledger, BiConsumer<String, Map<String, Object>> publisher) {
        this.journal = journal;
        this.ledger = ledger;
        this.publisher = publisher;
    }

    /** Tells what became of a candidate. */
    void tell(Action action, Candidate what, String reason) {
        tell(
                new Entry(
                        Instant.now(),
                        action,
                        what.name(),
                        what.version(),
                        what.staged().digest(),
                        what.file().toString(),
                        what.order().origin(),
                        what.order().who(),
                        reason));
    }

    /** Tells that a version that is known stands otherwise now. */
    void tell(Action action, Entry last, String who, String reason) {
        tell(
                new Entry(
                        Instant.now(),
                        action,
                        last.bundle(),
                        last.version(),
                        last.digest(),
                        last.file(),
                        last.origin(),
                        who,
                        reason));
    }

    /** Tells what is entered. */
    void tell(Entry entry) {
        note(entry);
        log(entry);
        switch (entry.action()) {
            case DEPLOYED, UPDATED -> publisher.accept(DeployCommands.DEPLOYED, data(entry));
            case REMOVED -> publisher.accept(DeployCommands.REMOVED, data(entry));
            case REFUSED, ROLLED_BACK -> publisher.accept(DeployCommands.REFUSED, data(entry));
            // told when it is known what became of its classes
            case RETIRED -> {}
        }
    }

    /** Enters something that nobody waits to hear. */
    void note(Entry entry) {
        ledger.note(entry);
        try {
            journal.add(entry);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the journal can't be written, what is deployed will not survive: " + e);
        }
    }

    private static void log(Entry entry) {
        boolean failed = entry.action() == Action.REFUSED || entry.action() == Action.ROLLED_BACK;
        var text =
                failed
                        ? entry.file() + " is not deployed: " + entry.reason()
                        : entry.action().word()
                                + " "
                                + entry.bundle()
                                + " "
                                + entry.version()
                                + " from "
                                + entry.file()
                                + (entry.reason().isEmpty() ? "" : ": " + entry.reason());
        LOG.log(
                failed ? System.Logger.Level.ERROR : System.Logger.Level.INFO,
                text + " [by " + entry.who() + "; SHA-256 " + digest(entry) + "]");
    }

    private static String digest(Entry entry) {
        return entry.digest().isEmpty() ? "unknown" : entry.digest();
    }

    private static Map<String, Object> data(Entry entry) {
        var data = new LinkedHashMap<String, Object>();
        data.put("name", entry.bundle());
        data.put("version", entry.version());
        data.put("file", entry.file());
        data.put("digest", entry.digest());
        data.put("who", entry.who());
        if (entry.action() == Action.REFUSED || entry.action() == Action.ROLLED_BACK) {
            data.put("reason", entry.reason());
        }
        return data;
    }

    @Override
    public void refused(String name, String version, Path file, String reason) {
        refused(name, version, file, FolderTrust.who(file), Origin.FOLDER, reason);
    }

    /** A jar was not let in before its digest was known. */
    void refused(String name, String version, Path file, String who, Origin origin, String reason) {
        tell(
                new Entry(
                        Instant.now(),
                        Action.REFUSED,
                        name,
                        version,
                        "",
                        file.toString(),
                        origin,
                        who,
                        reason));
    }

    /** Tells what became of the classes of a bundle that was let go. */
    void loader(LoaderWatch watch) {
        boolean collected = watch.collected();
        LOG.log(
                collected ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                collected
                        ? "the classes of " + watch.name() + " " + watch.version() + " are gone"
                        : "the classes of "
                                + watch.name()
                                + " "
                                + watch.version()
                                + " are still held: "
                                + String.join("; ", watch.heldBy()));
        var data = new LinkedHashMap<String, Object>();
        data.put("name", watch.name());
        data.put("version", watch.version());
        data.put("collected", collected);
        data.put("held-by", collected ? java.util.List.of() : watch.heldBy());
        publisher.accept(DeployCommands.RETIRED, data);
    }
}
