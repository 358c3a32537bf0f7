package org.blockyard.kernel.internal.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.LaneGroup;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.Objects;
import org.blockyard.platform.LazyLogger;

/**
 * The iothread that serves an export's clients. Those that served it before stay in use until the
 * export ends, for they may still have clients of it. Thread-safe.
 */
final class ServingThreads {
    private static final System.Logger LOG = LazyLogger.of(ServingThreads.class);

    private final Objects objects;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<AutoCloseable> uses = new ArrayList<>();
    private volatile Optional<LaneGroup> group = Optional.empty();

    ServingThreads(Objects objects) {
        this.objects = objects;
    }

    /** The one that serves clients who come now, if any does. */
    Optional<LaneGroup> group() {
        return group;
    }

    /** Has another serve clients who come later, or none. */
    void moveTo(Optional<String> id) throws BlockException {
        lock.lock();
        try {
            var next = id.isEmpty() ? Optional.<LaneGroup>empty() : Optional.of(require(id.get()));
            if (!next.equals(group)) {
                if (id.isPresent()) {
                    uses.add(objects.use(id.get()));
                }
                group = next;
            }
        } finally {
            lock.unlock();
        }
    }

    private LaneGroup require(String id) throws BlockException {
        return objects.find(id, LaneGroup.class)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "iothread \"" + id + "\" not found"));
    }

    /** Lets all of them go, when no client is left. */
    void close() {
        lock.lock();
        try {
            uses.forEach(ServingThreads::end);
            uses.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void end(AutoCloseable use) {
        try {
            use.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, "an export did not let its iothread go", e);
        }
    }
}
