package org.blockyard.export.nbd.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.LaneGroup;

/** The budgets of lane groups, each there while it has connections. Thread-safe. */
final class GroupBudgets {
    private final long memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LaneGroup, Shared> groups = new HashMap<>();

    private static final class Shared {
        final Budget budget;
        int connections;

        Shared(Budget budget) {
            this.budget = budget;
        }
    }

    /**
     * No budgets yet.
     *
     * @param memory how much memory each group's requests may take
     */
    GroupBudgets(long memory) {
        this.memory = memory;
    }

    /** A group's threads and budget for a connection, which it shares with the group's others. */
    Workers join(LaneGroup group) {
        lock.lock();
        try {
            var shared =
                    groups.computeIfAbsent(
                            group, _ -> new Shared(new Budget(group::mostRequests, memory)));
            shared.connections++;
            return new Workers(group.threads(), shared.budget, () -> leave(group));
        } finally {
            lock.unlock();
        }
    }

    private void leave(LaneGroup group) {
        lock.lock();
        try {
            groups.computeIfPresent(
                    group, (_, shared) -> --shared.connections == 0 ? null : shared);
        } finally {
            lock.unlock();
        }
    }
}
