package org.blockyard.export.nbd.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.blockyard.export.nbd.protocol.Room.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What waits for room, for one client. Each kind keeps its order, and the kinds take turns, so that
 * none waits for what only another needs. The caller guards it with a lock.
 */
final class Backlog<T extends Backlog.Item> {
    /** Something that waits. */
    interface Item {
        /** What it is. */
        Kind kind();
    }

    private final List<ArrayDeque<T>> queues = new ArrayList<>();
    private int turn;
    private int size;

    Backlog() {
        for (int i = 0; i < Kind.values().length; i++) {
            queues.add(new ArrayDeque<>());
        }
    }

    int size() {
        return size;
    }

    void add(T item) {
        queues.get(item.kind().ordinal()).addLast(item);
        size++;
    }

    /** Takes out the next that is let in, of the first of each kind. */
    @Nullable T next(Predicate<T> lets) {
        for (int i = 0; i < queues.size(); i++) {
            var queue = queues.get((turn + i) % queues.size());
            var first = queue.peekFirst();
            if (first != null && lets.test(first)) {
                turn = first.kind().ordinal() + 1;
                size--;
                return queue.pollFirst();
            }
        }
        return null;
    }
}
