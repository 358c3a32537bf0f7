package org.blockyard.kernel.internal.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.job.JobGroup;
import org.blockyard.job.JobState;
import org.jspecify.annotations.Nullable;

/**
 * Ends jobs together. A job that is done with its work waits for the others; when the last is done,
 * all are pending; when none waits for a user any more, all are prepared and then made final. If
 * one fails before that, the others are cancelled, and when the last has come to its end, all are
 * undone. Whatever thread makes the last step goes through with it.
 */
final class CompletionGroup implements JobGroup {
    private static final System.Logger LOG = System.getLogger(CompletionGroup.class.getName());

    private final ReentrantLock lock = new ReentrantLock();
    private final Consumer<Job> gone;
    private final List<Job> jobs = new ArrayList<>();
    private boolean aborting;
    private boolean settling;

    /**
     * A group without jobs.
     *
     * @param gone told when a job is dismissed
     */
    CompletionGroup(Consumer<Job> gone) {
        this.gone = gone;
    }

    /** The lock of all of its jobs. */
    ReentrantLock lock() {
        return lock;
    }

    /** Whether the jobs are being made final or undone, and a cancel comes too late. */
    boolean settling() {
        return settling;
    }

    /** Takes a job in; the latest ends first. */
    void add(Job job) {
        lock.lock();
        try {
            jobs.addFirst(job);
        } finally {
            lock.unlock();
        }
    }

    /** Does a job's work and what follows from its end. */
    void run(Job job) {
        Throwable failure = null;
        try {
            var steering = new Steering(job);
            begin(job);
            steering.pausePoint();
            job.body().run(steering);
        } catch (Throwable t) {
            // errors too: a job must never stay at work without a thread
            failure = t;
        }
        ended(job, failure);
    }

    private void begin(Job job) {
        lock.lock();
        try {
            job.move(JobState.RUNNING);
        } finally {
            lock.unlock();
        }
    }

    private void ended(Job job, @Nullable Throwable failure) {
        boolean settle;
        lock.lock();
        try {
            job.end();
            if (failure != null || job.cancelled()) {
                job.fail(failure);
                settle = abort(job);
            } else {
                job.move(JobState.WAITING);
                settle = aborting ? allEnded() : pending();
            }
        } finally {
            lock.unlock();
        }
        if (settle) {
            settle();
        }
    }

    /** Needs the lock. Whether the jobs are to be made final now. */
    private boolean pending() {
        if (!allEnded()) {
            return false;
        }
        jobs.forEach(job -> job.move(JobState.PENDING));
        return jobs.stream().allMatch(Job::autoFinalize);
    }

    /** Needs the lock. Whether this was the last thing to wait for, so that all are undone now. */
    private boolean abort(Job cause) {
        aborting = true;
        for (var job : jobs) {
            if (job != cause && !job.cancelled()) {
                job.cancel(true);
            }
            if (!job.begun() && !job.ended()) {
                job.end();
            }
        }
        return allEnded();
    }

    private boolean allEnded() {
        return jobs.stream().allMatch(Job::ended);
    }

    /** Makes all final or undoes all; done once, by one thread. */
    private void settle() {
        lock.lock();
        try {
            if (settling) {
                return;
            }
            settling = true;
        } finally {
            lock.unlock();
        }
        if (!aborting) {
            prepare();
        }
        for (var job : List.copyOf(jobs)) {
            settle(job);
        }
    }

    private void prepare() {
        for (var job : jobs) {
            try {
                job.body().prepare();
            } catch (IOException | RuntimeException | LinkageError e) {
                lock.lock();
                try {
                    job.fail(e);
                    aborting = true;
                } finally {
                    lock.unlock();
                }
                return;
            }
        }
    }

    private void settle(Job job) {
        boolean made = !aborting && commit(job);
        if (!made) {
            undo(job);
        }
        call(job, "let go what it held", job.body()::clean);
        conclude(job);
        if (job.autoDismiss() || !job.begun()) {
            dismiss(job);
        }
    }

    private boolean commit(Job job) {
        try {
            job.body().commit();
            return true;
        } catch (IOException | RuntimeException | LinkageError e) {
            lock.lock();
            try {
                job.fail(e);
            } finally {
                lock.unlock();
            }
            return false;
        }
    }

    private void undo(Job job) {
        lock.lock();
        try {
            job.fail(null);
        } finally {
            lock.unlock();
        }
        call(job, "undo its work", job.body()::abort);
    }

    private static void call(Job job, String what, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "job " + job.id() + " could not " + what, e);
        }
    }

    /** Cancels a job, which the caller has checked to be allowed. Needs the lock. */
    boolean cancel(Job job, boolean force) {
        job.cancel(force);
        if (!job.begun()) {
            job.end();
        }
        if (job.cancelled() && job.ended()) {
            if (!job.failed()) {
                job.fail(null);
            }
            return abort(job);
        }
        return false;
    }

    /** Does what {@link #cancel} said was to be done now. */
    void finish() {
        settle();
    }

    /** Forgets a job that never began, alone. */
    void drop(Job job) {
        if (takeOut(job)) {
            call(job, "undo its work", job.body()::abort);
            call(job, "let go what it held", job.body()::clean);
            leave(job);
        }
    }

    /** Undoes a job that never began, alone, and tells of it as of one that was cancelled. */
    void abandon(Job job) {
        if (takeOut(job)) {
            undo(job);
            call(job, "let go what it held", job.body()::clean);
            conclude(job);
            leave(job);
        }
    }

    private boolean takeOut(Job job) {
        lock.lock();
        try {
            boolean there = !job.begun() && job.state() == JobState.CREATED;
            if (there) {
                jobs.remove(job);
                job.end();
            }
            return there;
        } finally {
            lock.unlock();
        }
    }

    private void conclude(Job job) {
        lock.lock();
        try {
            job.tellEnd();
            job.move(JobState.CONCLUDED);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a job that is concluded. */
    void dismiss(Job job) {
        lock.lock();
        try {
            if (job.state() != JobState.CONCLUDED) {
                return;
            }
        } finally {
            lock.unlock();
        }
        leave(job);
    }

    private void leave(Job job) {
        lock.lock();
        try {
            if (job.state() != JobState.NULL) {
                // nobody finds it any more when the event is told
                gone.accept(job);
                job.move(JobState.NULL);
            }
        } finally {
            lock.unlock();
        }
    }
}
