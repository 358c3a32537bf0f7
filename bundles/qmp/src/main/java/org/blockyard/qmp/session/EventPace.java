package org.blockyard.qmp.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.monitor.ManagementEvent;

/**
 * Lets an event that may come in floods through once a second for each thing it is about. Of those
 * that come in between the last one follows when the second is over.
 */
final class EventPace implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** The events that are held back, and the members that tell what they are about. */
    private static final Map<String, java.util.List<String>> SLOW =
            Map.of(
                    "BLOCK_IO_ERROR", java.util.List.of("qom-path", "device", "node-name"),
                    "QUORUM_FAILURE", java.util.List.of("reference"),
                    "QUORUM_REPORT_BAD", java.util.List.of("node-name"),
                    "VSERPORT_CHANGE", java.util.List.of("id"));

    private final Consumer<ManagementEvent> sink;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private final Map<String, Optional<ManagementEvent>> held = new HashMap<>();
    private boolean closed;

    EventPace(Consumer<ManagementEvent> sink) {
        this.sink = sink;
    }

    /** Takes an event; never waits. */
    void event(ManagementEvent event) {
        var members = SLOW.get(event.name());
        if (members == null) {
            sink.accept(event);
            return;
        }
        var key =
                event.name() + members.stream().map(m -> event.data().getOrDefault(m, "")).toList();
        lock.lock();
        try {
            if (closed || held.replace(key, Optional.of(event)) != null) {
                return;
            }
            held.put(key, Optional.empty());
        } finally {
            lock.unlock();
        }
        sink.accept(event);
        Thread.ofVirtual().name("qmp-pace").start(() -> release(key));
    }

    private void release(String key) {
        while (pause()) {
            Optional<ManagementEvent> last;
            lock.lock();
            try {
                last = held.getOrDefault(key, Optional.empty());
                if (last.isEmpty()) {
                    held.remove(key);
                    return;
                }
                held.put(key, Optional.empty());
            } finally {
                lock.unlock();
            }
            sink.accept(last.get());
        }
    }

    /** Waits a second; false if there is nothing to wait for any more. */
    private boolean pause() {
        long nanos = PAUSE.toNanos();
        lock.lock();
        try {
            while (!closed && nanos > 0) {
                nanos = end.awaitNanos(nanos);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            held.clear();
            end.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
