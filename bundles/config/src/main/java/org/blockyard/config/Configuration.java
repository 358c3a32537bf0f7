package org.blockyard.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a platform and the folder that it is kept in. Thread-safe.
 *
 * <p>A chain of nodes that was saved must not be opened again when a snapshot or a job has changed
 * it: an overlay that is written would not be there, and what is below it would be written. So what
 * was saved once is saved anew, without being asked, by what changes chains: before anything is
 * written through the new chain; and again with what a command did besides, before who gave it has
 * its answer, and when a job is over.
 *
 * <p>A change of the graph is saved by the thread that makes it, with the graph locked. So nothing
 * that locks the graph is done under the lock here once such changes are saved.
 */
final class Configuration implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Configuration.class.getName());

    private static final Set<String> CHANGING_CHAINS =
            Set.of(
                    "blockdev-reopen",
                    "blockdev-snapshot",
                    "blockdev-snapshot-sync",
                    "transaction",
                    "x-blockdev-change");

    /** Exports that are away for a moment, while their bundle is replaced, stay written. */
    private static final Set<Kind> CHANGED_BY_CHAINS = EnumSet.of(Kind.NODES, Kind.JOBS);

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Entry> broken = new HashSet<>();
    private final StartedJobs jobs = new StartedJobs();
    private final Deque<AutoCloseable> subscriptions = new ArrayDeque<>();
    private @Nullable State state;
    private volatile boolean ending;

    /** What is open. */
    private record State(ConfigFolder folder, Platform platform) {}

    /** Brings back what a folder defines; it is used from then on. */
    Restoring open(Path path, Platform platform) throws IOException {
        lock.lock();
        try {
            if (state != null) {
                throw new BlockException(
                        ErrorKind.BUSY,
                        "the configuration is in folder " + state.folder().path() + " already");
            }
            var folder = ConfigFolder.open(path);
            state = new State(folder, platform);
            // what goes at the end is not to be forgotten
            platform.onShutdownRequest(() -> ending = true);
            subscriptions.push(platform.commands().listen(jobs::succeeded));
            var restoring = new Restoring(platform, folder);
            restoring.run();
            broken.addAll(restoring.failed().keySet());
            subscriptions.push(platform.graph().onChange(() -> saveAnew("a change of the graph")));
            subscriptions.push(platform.commands().listen(this::succeeded));
            subscriptions.push(platform.events().subscribe(this::happened));
            return restoring;
        } finally {
            lock.unlock();
        }
    }

    /** Writes down what is there, and nothing else. */
    Saving save() throws IOException {
        return save(EnumSet.allOf(Kind.class));
    }

    private Saving save(Set<Kind> removable) throws IOException {
        lock.lock();
        try {
            var now = state;
            if (now == null) {
                throw new BlockException(
                                ErrorKind.INVALID_OPTION, "there is no configuration folder")
                        .hint("Start the storage daemon with --config DIR.");
            }
            var present = PresentState.of(now.platform(), jobs);
            if (ending) {
                throw new BlockException(
                        ErrorKind.GONE, "nothing can be saved: the platform is ending");
            }
            return new Saving(present, now.folder(), broken, removable);
        } finally {
            lock.unlock();
        }
    }

    private void succeeded(String command, Map<String, Object> arguments) {
        if (CHANGING_CHAINS.contains(command)) {
            saveAnew(command);
        }
    }

    /** On a thread of its own: who publishes events does not wait. */
    private void happened(ManagementEvent event) {
        if (event.name().equals("JOB_STATUS_CHANGE")
                && "concluded".equals(event.data().get("status"))) {
            var reason = "job " + event.data().get("id");
            Thread.ofVirtual().name("save of the configuration").start(() -> saveAnew(reason));
        }
    }

    private void saveAnew(String reason) {
        lock.lock();
        try {
            if (!ending && state != null && !state.folder().entries().isEmpty()) {
                save(CHANGED_BY_CHAINS);
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "the configuration could not be saved after " + reason + ": " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            while (!subscriptions.isEmpty()) {
                end(subscriptions.pop());
            }
            if (state != null) {
                state.folder().close();
                state = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private static void end(AutoCloseable subscription) {
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "a subscription did not end", e);
        }
    }
}
