package org.blockyard.filter.blkdebug;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.filter.blkdebug.DebugOptions.Inject;
import org.blockyard.filter.blkdebug.DebugOptions.IoType;
import org.blockyard.filter.blkdebug.DebugOptions.SetState;

/**
 * The rules at work. There is a state, 1 at first. When an event comes, the rules of it whose state
 * is the present one become active instead of those of the event before, and the state may change
 * for the next. Thread-safe.
 */
final class Rules {
    private static final int ANY_STATE = 0;
    private static final long ANY_SECTOR = -1;
    private static final int SECTOR = 512;

    private final List<SetState> changes;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Inject> injections;
    private List<Inject> active = List.of();
    private int state = 1;

    Rules(List<Inject> injections, List<SetState> changes) {
        this.injections = List.copyOf(injections);
        this.changes = List.copyOf(changes);
        reached(name(DebugEvent.NONE));
    }

    private static String name(DebugEvent event) {
        return event.name().toLowerCase(Locale.ROOT);
    }

    /** A driver has come to a step. */
    void reached(String event) {
        lock.lock();
        try {
            var next = new ArrayList<Inject>();
            for (var rule : injections) {
                if (holds(rule.event(), rule.state(), event)) {
                    next.addFirst(rule);
                }
            }
            if (!next.isEmpty()) {
                active = next;
            }
            int then = state;
            for (var rule : changes) {
                if (holds(rule.event(), rule.state(), event)) {
                    then = rule.newState();
                }
            }
            state = then;
        } finally {
            lock.unlock();
        }
    }

    private boolean holds(DebugEvent event, int inState, String reached) {
        return (inState == ANY_STATE || inState == state) && name(event).equals(reached);
    }

    /** The rule by which a request fails, if there is one. */
    Optional<Inject> forRequest(IoType type, long offset, long length) {
        lock.lock();
        try {
            for (var rule : active) {
                if (touches(rule, offset, length) && means(rule, type)) {
                    if (rule.once()) {
                        active = without(active, rule);
                        injections = without(injections, rule);
                    }
                    return Optional.of(rule);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private static List<Inject> without(List<Inject> rules, Inject used) {
        return rules.stream().filter(rule -> rule != used).toList();
    }

    private static boolean touches(Inject rule, long offset, long length) {
        if (rule.sector() == ANY_SECTOR) {
            return true;
        }
        long at = rule.sector() * SECTOR;
        return at >= offset && at < offset + length;
    }

    private static boolean means(Inject rule, IoType type) {
        return rule.iotype().isPresent()
                ? rule.iotype().get() == type
                : type != IoType.BLOCK_STATUS;
    }
}
