package org.blockyard.deploy.internal.bundle;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.framework.BundleException;

/** Runs steps whose code is not ours with a time limit. */
final class Deadline {
    private Deadline() {}

    /**
     * Runs a step on a thread of its own. One that takes too long is interrupted and left behind.
     *
     * @param step what it is, as in "step did not end within 30 s"
     * @throws BlockException of kind {@code TIMEOUT} if it took too long
     */
    static <T> T within(Duration limit, String step, Callable<T> action)
            throws IOException, BundleException {
        var task = new FutureTask<>(action);
        var thread = Thread.ofPlatform().daemon().name(step).start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new BlockException(
                    ErrorKind.TIMEOUT, step + " did not end within " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new BlockException(ErrorKind.CANCELLED, step + " was interrupted");
        } catch (ExecutionException e) {
            throw failure(e, step);
        }
    }

    private static IOException failure(ExecutionException e, String step)
            throws IOException, BundleException {
        switch (e.getCause()) {
            case IOException cause -> throw cause;
            case BundleException cause -> throw cause;
            case null, default ->
                    throw new BlockException(
                            ErrorKind.IO, step + " failed: " + e.getCause(), e.getCause());
        }
    }
}
