package org.blockyard.kernel.internal.monitor;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.platform.LazyLogger;

/** Hands events to subscribers, one after the other for all of them. */
public final class EventBus implements Events {
    private static final System.Logger LOG = LazyLogger.of(EventBus.class);

    private final CopyOnWriteArrayList<Consumer<ManagementEvent>> subscribers =
            new CopyOnWriteArrayList<>();
    private final ReentrantLock delivery = new ReentrantLock();
    private final ArrayDeque<ManagementEvent> waiting = new ArrayDeque<>();

    @Override
    public void publish(String name, Map<String, Object> data) {
        delivery.lock();
        try {
            waiting.add(new ManagementEvent(name, data, Instant.now()));
            if (delivery.getHoldCount() > 1) {
                // published by a subscriber: comes after the event it is being told of
                return;
            }
            for (var event = waiting.poll(); event != null; event = waiting.poll()) {
                deliver(event);
            }
        } finally {
            delivery.unlock();
        }
    }

    private void deliver(ManagementEvent event) {
        for (var subscriber : subscribers) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a subscriber failed on event " + event.name(),
                        e);
            }
        }
    }

    @Override
    public AutoCloseable subscribe(Consumer<ManagementEvent> subscriber) {
        // an object of its own, so that one subscriber may subscribe twice
        Consumer<ManagementEvent> entry = event -> subscriber.accept(event);
        subscribers.add(entry);
        return () -> subscribers.remove(entry);
    }
}
