package org.blockyard.kernel.internal.job;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.blockyard.kernel.internal.monitor.KernelEvents;
import org.blockyard.monitor.Events;
import org.jspecify.annotations.Nullable;

/**
 * One job: a thread that works, and verbs that steer it from others. The lock guards state and
 * wishes; what others see is a volatile snapshot, so that a subscriber of events may ask for it
 * while a change is being told.
 */
final class Job implements JobControl {
    private static final System.Logger LOG = System.getLogger(Job.class.getName());

    private final JobRequest request;
    private final JobBody body;
    private final Events events;
    private final Consumer<Job> gone;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private JobState state = JobState.CREATED;
    private int pauses;
    private boolean pausedByUser;
    private boolean completing;
    private boolean finalizing;
    private volatile boolean cancelled;
    private volatile long done;
    private volatile long total;
    private @Nullable String error;
    private volatile JobInfo seen;

    /**
     * A job that has not begun.
     *
     * @param gone told when the job is dismissed
     */
    Job(JobRequest request, JobBody body, Events events, Consumer<Job> gone) {
        this.request = request;
        this.body = body;
        this.events = events;
        this.gone = gone;
        this.seen = snapshot();
    }

    String id() {
        return request.id();
    }

    JobInfo info() {
        var last = seen;
        return new JobInfo(last.id(), last.type(), last.state(), done, total, last.error());
    }

    private JobInfo snapshot() {
        return new JobInfo(
                request.id(), request.type(), state, done, total, Optional.ofNullable(error));
    }

    void start() {
        tell();
        Thread.ofVirtual().name("job " + id()).start(this::run);
    }

    private void tell() {
        seen = snapshot();
        var data = new LinkedHashMap<String, Object>();
        data.put("id", id());
        data.put("status", state.word());
        events.publish(KernelEvents.JOB_STATUS_CHANGE, data);
    }

    /** Needs the lock. */
    private void move(JobState to) {
        if (!JobMoves.allowed(state, to)) {
            throw new IllegalStateException(
                    "job " + id() + " can't go from " + state + " to " + to);
        }
        state = to;
        tell();
        changed.signalAll();
    }

    private void moveTo(JobState to) {
        lock.lock();
        try {
            move(to);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            moveTo(JobState.RUNNING);
            pausePoint();
            body.run(this);
            awaitFinalize();
            body.commit();
            moveTo(JobState.CONCLUDED);
        } catch (Throwable e) {
            // errors too: a job must never stay at work without a thread
            fail(e);
        }
        if (request.autoDismiss()) {
            dismiss();
        }
    }

    private void fail(Throwable failure) {
        lock.lock();
        try {
            if (cancelled) {
                error = "Operation canceled";
            } else {
                error =
                        failure instanceof IOException e
                                ? BlockException.of(e).sentence()
                                : failure.toString();
                if (!(failure instanceof IOException)) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "job " + id() + " failed unexpectedly",
                            failure);
                }
            }
            move(JobState.ABORTING);
        } finally {
            lock.unlock();
        }
        try {
            body.abort();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "job " + id() + " could not undo its work", e);
        }
        moveTo(JobState.CONCLUDED);
    }

    private void awaitFinalize() throws BlockException {
        lock.lock();
        try {
            checkCancelled();
            move(JobState.WAITING);
            checkCancelled();
            move(JobState.PENDING);
            while (!request.autoFinalize() && !finalizing && !cancelled) {
                changed.awaitUninterruptibly();
            }
            checkCancelled();
            // from here on the result is made final, and a cancel comes too late
            finalizing = true;
        } finally {
            lock.unlock();
        }
    }

    private void checkCancelled() throws BlockException {
        if (cancelled) {
            throw new BlockException(ErrorKind.CANCELLED, "Operation canceled");
        }
    }

    @Override
    public void update(long doneNow, long totalNow) throws BlockException {
        done = doneNow;
        total = totalNow;
        checkCancelled();
    }

    @Override
    public void pausePoint() throws BlockException {
        lock.lock();
        try {
            if (state == JobState.READY) {
                rest(JobState.READY, JobState.STANDBY);
            } else {
                rest(JobState.RUNNING, JobState.PAUSED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Needs the lock. Waits while there are pauses, in the state for it. */
    private void rest(JobState working, JobState resting) throws BlockException {
        if (pauses > 0 && !cancelled && state == working) {
            move(resting);
            while (pauses > 0 && !cancelled) {
                changed.awaitUninterruptibly();
            }
            move(working);
        }
        checkCancelled();
    }

    @Override
    public void ready() throws BlockException {
        lock.lock();
        try {
            checkCancelled();
            move(JobState.READY);
            while (!completing || pauses > 0) {
                rest(JobState.READY, JobState.STANDBY);
                if (!completing && pauses == 0) {
                    changed.awaitUninterruptibly();
                }
                checkCancelled();
            }
        } finally {
            lock.unlock();
        }
    }

    void apply(JobVerb verb) throws BlockException {
        lock.lock();
        try {
            boolean late = verb == JobVerb.CANCEL && state == JobState.PENDING && finalizing;
            if (!JobMoves.accepts(state, verb) || late || !body.accepts(verb)) {
                throw new BlockException(
                        ErrorKind.INVALID_OPTION,
                        "Job '"
                                + id()
                                + "' in state '"
                                + state.word()
                                + "' cannot accept command verb '"
                                + verb.word()
                                + "'");
            }
            obey(verb);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (verb == JobVerb.DISMISS) {
            dismiss();
        }
    }

    private void obey(JobVerb verb) throws BlockException {
        switch (verb) {
            case CANCEL -> cancelled = true;
            case PAUSE -> pauseByUser();
            case RESUME -> resumeByUser();
            case COMPLETE -> completing = true;
            case FINALIZE -> finalizing = true;
            case DISMISS -> {}
            case SET_SPEED, CHANGE ->
                    throw new BlockException(
                            ErrorKind.UNSUPPORTED, "Job '" + id() + "' has nothing to change");
        }
    }

    private void pauseByUser() throws BlockException {
        if (pausedByUser) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Job is already paused");
        }
        pausedByUser = true;
        pauses++;
    }

    private void resumeByUser() throws BlockException {
        if (!pausedByUser) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Can't resume a job that was not paused");
        }
        pausedByUser = false;
        pauses--;
    }

    /** Pauses on behalf of the platform; such pauses and the user's add up. */
    void hold() {
        lock.lock();
        try {
            pauses++;
        } finally {
            lock.unlock();
        }
    }

    /** Takes one {@link #hold} back. */
    void release() {
        lock.lock();
        try {
            pauses--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it if it can still be ended. */
    void cancel() {
        lock.lock();
        try {
            if (JobMoves.accepts(state, JobVerb.CANCEL)) {
                cancelled = true;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dismiss() {
        lock.lock();
        try {
            if (state != JobState.CONCLUDED) {
                return;
            }
            // nobody finds it any more when the event is told
            gone.accept(this);
            move(JobState.NULL);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is over, at most so long. */
    boolean await(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!over() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return over();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is over. */
    JobInfo await() throws BlockException {
        if (!await(Long.MAX_VALUE)) {
            throw new BlockException(
                    ErrorKind.CANCELLED, "interrupted while waiting for job '" + id() + "'");
        }
        return info();
    }

    private boolean over() {
        return state == JobState.CONCLUDED || state == JobState.NULL;
    }
}
