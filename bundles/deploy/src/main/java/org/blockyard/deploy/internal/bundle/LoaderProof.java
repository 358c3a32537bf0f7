package org.blockyard.deploy.internal.bundle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Proves that the classes of bundles that were let go are gone, or says what holds them: the
 * collector is asked a few times, ever more rarely, and one run of it serves all. Thread-safe.
 */
public final class LoaderProof implements AutoCloseable {
    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofMillis(200),
                    Duration.ofMillis(800),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30));
    private static final Duration SOON = Duration.ofSeconds(7);
    private static final int MOST_LISTED = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private final CopyOnWriteArrayList<LoaderWatch> left = new CopyOnWriteArrayList<>();
    private final Consumer<LoaderWatch> tell;
    private @Nullable Thread prover;
    private int round;
    private boolean closed;

    /**
     * Proves from now on.
     *
     * @param tell called once a loader is collected, and before that once if it is not collected
     *     soon
     */
    public LoaderProof(Consumer<LoaderWatch> tell) {
        this.tell = tell;
    }

    /** Watches a further loader. */
    public void add(LoaderWatch watch) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            left.add(watch);
            if (left.size() > MOST_LISTED) {
                left.removeFirst();
            }
            round = 0;
            change.signalAll();
            if (prover == null) {
                prover = Thread.ofVirtual().name("deploy class loaders").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Those that were not collected yet. */
    public List<LoaderWatch> left() {
        return left.stream().filter(watch -> !watch.collected()).toList();
    }

    private void run() {
        try {
            while (awaitRound()) {
                System.gc();
                for (var watch : left) {
                    if (watch.collected()) {
                        left.remove(watch);
                        tell.accept(watch);
                    } else if (watch.since().plus(SOON).isBefore(Instant.now())) {
                        watch.heldBy(Holders.of(watch));
                        if (watch.tellOnce()) {
                            tell.accept(watch);
                        }
                    }
                }
            }
        } catch (InterruptedException e) {
            // the end
        }
    }

    private boolean awaitRound() throws InterruptedException {
        lock.lock();
        try {
            if (closed || left.isEmpty() || round >= WAITS.size()) {
                prover = null;
                return false;
            }
            var wait = WAITS.get(round);
            long nanos = wait.toNanos();
            while (nanos > 0 && !closed) {
                // what comes meanwhile begins anew, but has waited already
                nanos = change.awaitNanos(nanos);
            }
            round++;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            change.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
