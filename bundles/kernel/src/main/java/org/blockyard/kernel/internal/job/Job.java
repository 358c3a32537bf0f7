package org.blockyard.kernel.internal.job;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockJobInfo;
import org.blockyard.job.IoStatus;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobState;
import org.blockyard.job.JobVerb;
import org.jspecify.annotations.Nullable;

/**
 * One job: its state, and the verbs that steer it. The lock, which is that of its group, guards
 * state and wishes; what others see is a volatile snapshot, so that a subscriber of events may ask
 * for it while a change is being told. What ends it is its {@link CompletionGroup}'s business.
 */
final class Job {
    private static final System.Logger LOG = System.getLogger(Job.class.getName());
    private static final String CANCELLED = "Operation canceled";

    private final JobRequest request;
    private final JobBody body;
    private final CompletionGroup group;
    private final JobEvents events;
    private final Condition changed;
    private final JobProgress progress = new JobProgress();
    private final Pacer pacer = new Pacer();
    private JobState state = JobState.CREATED;
    private boolean begun;
    private boolean ended;
    private int pauses;
    private boolean pausedByUser;
    private boolean completing;
    private boolean ending;
    private boolean awake;
    private volatile boolean cancelled;
    private int waiting;
    private IoStatus ioStatus = IoStatus.OK;
    private @Nullable String error;
    private volatile JobInfo seen;

    /** A job that has not begun. */
    Job(JobRequest request, JobBody body, CompletionGroup group, JobEvents events) {
        this.request = request;
        this.body = body;
        this.group = group;
        this.events = events;
        this.changed = group.lock().newCondition();
        request.block().ifPresent(work -> pacer.speed(work.speed(), System.nanoTime()));
        this.seen = snapshot();
    }

    String id() {
        return request.id();
    }

    JobBody body() {
        return body;
    }

    CompletionGroup group() {
        return group;
    }

    JobProgress progress() {
        return progress;
    }

    Pacer pacer() {
        return pacer;
    }

    /** What is signalled with every change. */
    Condition changed() {
        return changed;
    }

    boolean autoFinalize() {
        return request.autoFinalize();
    }

    boolean autoDismiss() {
        return request.autoDismiss();
    }

    /** How it is: state and wishes as they were last told, progress as it is now. */
    JobInfo info() {
        var last = seen;
        return new JobInfo(
                last.id(),
                last.type(),
                last.state(),
                progress.done(),
                progress.total(),
                last.error(),
                last.autoFinalize(),
                last.autoDismiss(),
                last.busy(),
                last.paused(),
                progress.rate(),
                last.block().map(this::withDetails));
    }

    private BlockJobInfo withDetails(BlockJobInfo block) {
        try {
            return new BlockJobInfo(block.nodes(), block.speed(), block.ioStatus(), body.details());
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.WARNING, "job " + id() + " can't tell its details", e);
            return block;
        }
    }

    private JobInfo snapshot() {
        boolean atWork = begun && !ended && waiting == 0;
        return new JobInfo(
                request.id(),
                request.type(),
                state,
                progress.done(),
                progress.total(),
                Optional.ofNullable(error),
                request.autoFinalize(),
                request.autoDismiss(),
                atWork,
                pauses > 0,
                progress.rate(),
                request.block()
                        .map(
                                work ->
                                        new BlockJobInfo(
                                                work.nodes(), pacer.speed(), ioStatus, Map.of())));
    }

    /** Makes what has changed visible and wakes who waits for it. Needs the lock. */
    void touch() {
        seen = snapshot();
        changed.signalAll();
    }

    /** Tells of the state that it has from the beginning. */
    void tellCreated() {
        events.state(info());
    }

    JobState state() {
        return state;
    }

    /** Needs the lock. */
    void move(JobState to) {
        if (!JobMoves.allowed(state, to)) {
            throw new IllegalStateException(
                    "job " + id() + " can't go from " + state + " to " + to);
        }
        boolean same = state == to;
        state = to;
        touch();
        if (!same) {
            events.state(info());
        }
        if (to == JobState.PENDING && !autoFinalize()) {
            events.pending(info());
        }
    }

    /** Becomes ready, and tells so. Needs the lock. */
    void moveToReady() {
        move(JobState.READY);
        events.ready(info());
    }

    /** Lets it work, on a thread of its own. */
    void start() {
        group.lock().lock();
        try {
            if (begun || state != JobState.CREATED) {
                return;
            }
            begun = true;
            progress.begin();
        } finally {
            group.lock().unlock();
        }
        Thread.ofVirtual().name("job " + id()).start(() -> group.run(this));
    }

    boolean begun() {
        return begun;
    }

    /** Whether its work is over, or never began and never will. */
    boolean ended() {
        return ended;
    }

    /** Its work is over. Needs the lock. */
    void end() {
        ended = true;
        touch();
    }

    /** Whether it was cancelled with force. */
    boolean cancelled() {
        return cancelled;
    }

    boolean completing() {
        return completing;
    }

    boolean ending() {
        return ending;
    }

    /** Whether it is to pause or to end. Needs the lock. */
    boolean pausing() {
        return pauses > 0 || cancelled;
    }

    void checkCancelled() throws BlockException {
        if (cancelled) {
            throw new BlockException(ErrorKind.CANCELLED, CANCELLED);
        }
    }

    /** Takes in why it failed, if it does not know yet, and aborts. Needs the lock. */
    void fail(@Nullable Throwable failure) {
        if (error == null) {
            error = cancelled || failure == null ? CANCELLED : sentence(failure);
        }
        move(JobState.ABORTING);
    }

    private String sentence(Throwable failure) {
        if (failure instanceof IOException e) {
            return BlockException.of(e).sentence();
        }
        LOG.log(System.Logger.Level.ERROR, "job " + id() + " failed unexpectedly", failure);
        return failure.toString();
    }

    boolean failed() {
        return error != null;
    }

    /** Tells how it ended. */
    void tellEnd() {
        if (begun) {
            if (cancelled) {
                events.cancelled(info());
            } else {
                events.completed(info());
            }
        }
    }

    /** Waits for a signal or so long. Needs the lock; it does not count as busy meanwhile. */
    void sleep(long nanos) {
        waiting++;
        seen = snapshot();
        try {
            if (nanos > 0) {
                changed.awaitNanos(nanos);
            } else {
                changed.awaitUninterruptibly();
            }
        } catch (InterruptedException e) {
            // a job is ended by its verbs, never by an interrupt
            LOG.log(System.Logger.Level.DEBUG, "job " + id() + " was interrupted");
        } finally {
            waiting--;
            seen = snapshot();
        }
    }

    /** Waits while there are pauses, in the state for it. Needs the lock. */
    void rest() throws BlockException {
        var working = state;
        var resting = working == JobState.READY ? JobState.STANDBY : JobState.PAUSED;
        if (pauses > 0 && !cancelled && JobMoves.allowed(working, resting)) {
            move(resting);
            while (pauses > 0 && !cancelled) {
                sleep(0);
            }
            move(working);
        }
        checkCancelled();
    }

    /** Whether it was woken since it was last asked. Needs the lock. */
    boolean takeWake() {
        boolean was = awake;
        awake = false;
        return was;
    }

    void wake() {
        group.lock().lock();
        try {
            awake = true;
            changed.signalAll();
        } finally {
            group.lock().unlock();
        }
    }

    /** A failed request has stopped it: it is paused as if a user had. Needs the lock. */
    void stop(boolean noSpace) {
        if (!pausedByUser) {
            pausedByUser = true;
            pauses++;
        }
        if (ioStatus == IoStatus.OK) {
            ioStatus = noSpace ? IoStatus.NOSPACE : IoStatus.FAILED;
        }
        touch();
    }

    JobEvents events() {
        return events;
    }

    /** Lets it finish what is ready. Needs the lock. */
    void complete() {
        completing = true;
        touch();
    }

    /**
     * Checks that a verb is allowed now. Needs the lock.
     *
     * @throws BlockException if not
     */
    void require(JobVerb verb) throws BlockException {
        boolean late = verb == JobVerb.CANCEL && group.settling();
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
    }

    /** Pauses it on behalf of a user. Needs the lock. */
    void pauseByUser() throws BlockException {
        if (pausedByUser) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Job is already paused");
        }
        pausedByUser = true;
        pauses++;
        touch();
    }

    /** Whether a user, or a failed request in a user's stead, paused it. Needs the lock. */
    boolean pausedByUser() {
        return pausedByUser;
    }

    /** Takes a user's pause back. Needs the lock. */
    void resumeByUser() {
        pausedByUser = false;
        pauses--;
        ioStatus = IoStatus.OK;
        touch();
    }

    /** Sets another speed. Needs the lock. */
    void speed(long bytesPerSecond) {
        pacer.speed(bytesPerSecond, System.nanoTime());
        touch();
    }

    /** Asks it to end, at once or softly if it can. Needs the lock. */
    void cancel(boolean force) {
        boolean ready = state == JobState.READY || state == JobState.STANDBY;
        if (pausedByUser) {
            resumeByUser();
        }
        if (force || !(ready && body.endsSoftly())) {
            cancelled = true;
        } else {
            ending = true;
        }
        touch();
    }

    /** Waits until it is over, at most so long. */
    boolean await(long nanos) {
        var lock = group.lock();
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

    private boolean over() {
        return state == JobState.CONCLUDED || state == JobState.NULL;
    }
}
