package org.blockyard.job.kit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.io.BlockException;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobControl;
import org.blockyard.job.OnError;
import org.jspecify.annotations.Nullable;

/**
 * Copies ranges for a job: several at once, no faster than the job may, paused and cancelled as it
 * is, and with its policies for what fails. When the job is to pause, what is in flight comes to
 * its end first.
 */
public final class BlockCopy {
    /** How long ranges are left alone that failed. */
    private static final Duration BREATH = Duration.ofMillis(100);

    private final JobControl control;
    private final Policy policy;
    private final int most;
    private final Semaphore free;
    private final Queue<Range> again = new ConcurrentLinkedQueue<>();
    private final Queue<Range> ignored = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable BlockException> left = new AtomicReference<>();

    /**
     * What is done about failures.
     *
     * @param onSource what on a failed read
     * @param onTarget what on a failed write
     * @param leaveIgnored whether a range is left out whose failure is ignored, and not tried again
     */
    public record Policy(OnError onSource, OnError onTarget, boolean leaveIgnored) {
        /** The same policy for both sides; what is ignored is tried again. */
        public static Policy of(OnError both) {
            return new Policy(both, both, false);
        }

        /** What for a failure of that side. */
        public OnError of(boolean reading) {
            return reading ? onSource : onTarget;
        }
    }

    /**
     * A copy that has not begun.
     *
     * @param most how many ranges may be in flight at once
     */
    public BlockCopy(JobControl control, Policy policy, int most) {
        this.control = control;
        this.policy = policy;
        this.most = most;
        this.free = new Semaphore(most);
    }

    /**
     * Copies all ranges; returns when none is in flight.
     *
     * @throws IOException what failed and was to be reported, or that the job was cancelled
     */
    public void run(Ranges ranges, RangeWork work) throws IOException {
        try {
            var next = next(ranges);
            while (next.isPresent() && failure.get() == null) {
                submit(next.get(), work);
                control.pace(next.get().cost());
                next = next(ranges);
            }
        } finally {
            settle();
        }
        rethrow();
    }

    /** The failure that was ignored first, of a range that was left out. */
    public Optional<BlockException> leftOut() {
        return Optional.ofNullable(left.get());
    }

    private Optional<Range> next(Ranges ranges) throws IOException {
        while (failure.get() == null) {
            if (control.pausing()) {
                settle();
                control.pausePoint();
            }
            var failed = again.poll();
            var range = failed != null ? Optional.of(failed) : ranges.next();
            if (range.isPresent()) {
                return range;
            }
            settle();
            if (!ignored.isEmpty()) {
                restIgnored();
            } else if (again.isEmpty() && !control.pausing()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Those whose failures are ignored come last, and not in haste: they may fail for ever. */
    private void restIgnored() throws IOException {
        control.await(BREATH);
        for (var range = ignored.poll(); range != null; range = ignored.poll()) {
            again.add(range);
        }
    }

    private void submit(Range range, RangeWork work) {
        free.acquireUninterruptibly();
        if (most == 1) {
            copy(range, work);
        } else {
            Thread.ofVirtual().name("copy of job " + control.id()).start(() -> copy(range, work));
        }
    }

    private void copy(Range range, RangeWork work) {
        try {
            work.copy(range);
            control.advance(range.length());
        } catch (CopyFailure e) {
            handle(range, e);
        } catch (Throwable t) {
            // a range must never be lost silently
            fail(t);
        } finally {
            free.release();
        }
    }

    private void handle(Range range, CopyFailure e) {
        var action = control.failed(e.reading(), e.why(), policy.of(e.reading()));
        if (action == IoErrorAction.REPORT) {
            fail(e.why());
        } else if (action == IoErrorAction.IGNORE && policy.leaveIgnored()) {
            left.compareAndSet(null, e.why());
            control.advance(range.length());
        } else {
            (action == IoErrorAction.IGNORE ? ignored : again).add(range);
        }
    }

    private void fail(Throwable t) {
        failure.compareAndSet(null, t);
    }

    /** Waits until nothing is in flight. */
    private void settle() {
        free.acquireUninterruptibly(most);
        free.release(most);
    }

    private void rethrow() throws IOException {
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t -> throw new IOException(t);
        }
    }
}
