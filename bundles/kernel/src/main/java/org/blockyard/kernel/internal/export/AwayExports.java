package org.blockyard.kernel.internal.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.Restartable;

/**
 * The exports whose type went away: what would start them again when it comes back. Definitions
 * only, nothing of the type's classes. Thread-safe.
 */
final class AwayExports {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Away> byType = new HashMap<>();

    /**
     * What is to be done when a type is there again.
     *
     * @param calls what starts that which its exports share
     * @param exports the exports' definitions
     */
    record Away(List<Restartable.Call> calls, List<Map<String, Object>> exports) {
        Away {
            calls = List.copyOf(calls);
            exports = new ArrayList<>(exports);
        }
    }

    /** Remembers what went with a type. */
    void left(String type, Away away) {
        if (away.calls().isEmpty() && away.exports().isEmpty()) {
            return;
        }
        lock.lock();
        try {
            byType.put(type, away);
        } finally {
            lock.unlock();
        }
    }

    /** What went with a type; it is the caller's now. */
    Optional<Away> take(String type) {
        lock.lock();
        try {
            return Optional.ofNullable(byType.remove(type));
        } finally {
            lock.unlock();
        }
    }

    /**
     * An export of that id is not to come back.
     *
     * @return whether it would have
     */
    boolean forget(String id) {
        lock.lock();
        try {
            boolean known = false;
            for (var away : byType.values()) {
                known |= away.exports().removeIf(definition -> id.equals(definition.get("id")));
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** The exports of a type are not to come back. */
    void forgetAll(String type) {
        take(type);
    }
}
