package org.blockyard.kernel.internal.node;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.DriverScope;
import org.blockyard.kernel.internal.path.Caller;
import org.blockyard.platform.LazyLogger;

/**
 * What one driver instance has running, on virtual threads. Its end interrupts and awaits the
 * tasks, then closes what is owned.
 */
public final class InstanceScope implements DriverScope {
    /** How long a task may take to end after its interrupt. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LazyLogger.of("org.blockyard.kernel");

    private final String node;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Thread> tasks = new HashSet<>();
    private final List<AutoCloseable> owned = new ArrayList<>();
    private int pauses;
    private int working;
    private boolean ended;

    /** The scope of a node's driver instance. */
    public InstanceScope(String node) {
        this.node = node;
    }

    @Override
    public void run(String name, Runnable task) {
        lock.lock();
        try {
            if (ended) {
                throw new IllegalStateException("the scope of node '" + node + "' has ended");
            }
            var caller = Caller.current();
            var thread =
                    Thread.ofVirtual()
                            .name(node + "/" + name)
                            .unstarted(() -> caller.run(() -> guarded(name, task)));
            tasks.add(thread);
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    private void guarded(String name, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "node '" + node + "': task " + name + " failed", e);
        } finally {
            lock.lock();
            try {
                tasks.remove(Thread.currentThread());
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void every(Duration pause, String name, Runnable task) {
        run(
                name,
                () -> {
                    while (awaitTurn(pause.toNanos())) {
                        try {
                            task.run();
                        } catch (RuntimeException | Error e) {
                            LOG.log(
                                    Level.ERROR,
                                    "node '" + node + "': task " + name + " failed",
                                    e);
                        } finally {
                            worked();
                        }
                    }
                });
    }

    private boolean awaitTurn(long nanos) {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (!ended) {
                long left = end - System.nanoTime();
                if (left > 0) {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } else if (pauses > 0) {
                    changed.await();
                } else {
                    working++;
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void worked() {
        lock.lock();
        try {
            working--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends AutoCloseable> T own(T resource) {
        lock.lock();
        try {
            if (!ended) {
                owned.add(resource);
                return resource;
            }
        } finally {
            lock.unlock();
        }
        close(resource);
        return resource;
    }

    /**
     * Lets no repeated task begin, and returns when none is at work. Calls nest.
     *
     * @param nanos the longest wait
     * @return whether none is at work; if one is, this call does not count
     */
    public boolean pause(long nanos) {
        boolean interrupted = false;
        lock.lock();
        try {
            pauses++;
            long end = System.nanoTime() + nanos;
            while (working > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    pauses--;
                    changed.signalAll();
                    return false;
                }
                try {
                    changed.await(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends one {@link #pause}. */
    public void resume() {
        lock.lock();
        try {
            pauses--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends everything. Idempotent; what does not end in time is logged. */
    public void end() {
        end(PATIENCE);
    }

    /** As {@link #end()}, waiting no longer than a time for tasks. */
    public void end(Duration patience) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            ended = true;
            changed.signalAll();
            tasks.forEach(Thread::interrupt);
            awaitTasks(patience.toNanos());
        } finally {
            lock.unlock();
        }
        for (var resource : owned.reversed()) {
            close(resource);
        }
        owned.clear();
    }

    private void awaitTasks(long left) {
        boolean interrupted = false;
        while (left > 0 && othersRun()) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (othersRun()) {
            LOG.log(Level.ERROR, "node '" + node + "': tasks of its driver do not end: " + tasks);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean othersRun() {
        return tasks.stream().anyMatch(task -> task != Thread.currentThread());
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            LOG.log(
                    Level.WARNING,
                    "node '" + node + "': closing " + resource.getClass().getName() + " failed",
                    e);
        }
    }
}
