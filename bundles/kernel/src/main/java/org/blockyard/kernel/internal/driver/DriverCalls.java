package org.blockyard.kernel.internal.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * Calls into drivers with a time limit. They run on a thread of their own, a platform thread so
 * that it goes on however busy all carriers are; one that does not come back in time is given up,
 * and the next call gets another thread. Used by one thread.
 */
public final class DriverCalls implements AutoCloseable {
    private final String name;
    private @Nullable Worker worker;

    /**
     * What is called.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Call<T> {
        /** Does it. */
        T run() throws IOException;
    }

    /** What is called without a result. */
    @FunctionalInterface
    public interface Deed {
        /** Does it. */
        void run() throws IOException;
    }

    /** Calls on a thread of that name. */
    public DriverCalls(String name) {
        this.name = name;
        this.worker = new Worker(name);
    }

    /** The thread of the next call, if the one before comes back. */
    public Thread thread() {
        return worker().thread;
    }

    private Worker worker() {
        var now = worker;
        if (now == null) {
            now = new Worker(name);
            worker = now;
        }
        return now;
    }

    /**
     * Calls and waits.
     *
     * @param what what is done, for the failure
     * @throws BlockException of kind {@code TIMEOUT} if it did not come back; it may yet go on, and
     *     the caller must see to it that it does no harm
     */
    public <T> T call(String what, Duration limit, Call<T> call) throws IOException {
        var task = new Task<T>(call);
        var on = worker();
        on.tasks.add(task);
        if (!await(task.done, limit.toNanos())) {
            worker = null;
            on.giveUp();
            throw new BlockException(
                    ErrorKind.TIMEOUT,
                    "the driver did not come back from " + what + " within " + inWords(limit));
        }
        return task.result();
    }

    /** As {@link #call} without a result. */
    public void run(String what, Duration limit, Deed deed) throws IOException {
        call(
                what,
                limit,
                () -> {
                    deed.run();
                    return what;
                });
    }

    private static String inWords(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    /** Waits whatever interrupts come: a swap is not left in its middle. */
    private static boolean await(CountDownLatch done, long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets the thread end; a call that was given up is not waited for. */
    @Override
    public void close() {
        var now = worker;
        worker = null;
        if (now != null) {
            now.tasks.add(Task.LAST);
        }
    }

    private static final class Task<T> {
        static final Task<String> LAST = new Task<>(() -> "");

        private final Call<T> call;
        final CountDownLatch done = new CountDownLatch(1);
        private @Nullable T result;
        private @Nullable Throwable failure;

        Task(Call<T> call) {
            this.call = call;
        }

        void run() {
            try {
                result = call.run();
            } catch (Throwable t) {
                failure = t;
            } finally {
                done.countDown();
            }
        }

        T result() throws IOException {
            switch (failure) {
                case null -> {
                    var had = result;
                    if (had == null) {
                        throw new IllegalStateException("a call without a result");
                    }
                    return had;
                }
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable t -> throw new IllegalStateException(t);
            }
        }
    }

    private static final class Worker {
        final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
        final Thread thread;
        private volatile boolean lost;

        Worker(String name) {
            // a context loader of whoever asked for the swap must not live on in a thread that
            // hangs
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .name(name)
                            .inheritInheritableThreadLocals(false)
                            .unstarted(this::work);
            thread.setContextClassLoader(DriverCalls.class.getClassLoader());
            thread.start();
        }

        private void work() {
            try {
                for (var task = tasks.take(); task != Task.LAST && !lost; task = tasks.take()) {
                    task.run();
                    if (lost) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                // given up just when it had come back
            }
        }

        void giveUp() {
            lost = true;
            tasks.add(Task.LAST);
            thread.interrupt();
        }
    }
}
