package org.blockyard.kernel.internal.job;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockWork;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobGroup;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobVerb;
import org.blockyard.job.Jobs;
import org.blockyard.job.PreparedJob;
import org.blockyard.kernel.internal.object.Ids;
import org.blockyard.monitor.Events;
import org.blockyard.platform.LazyLogger;

/** The jobs of one platform. */
public final class KernelJobs implements Jobs, AutoCloseable {
    private static final System.Logger LOG = LazyLogger.of(KernelJobs.class);
    private static final Duration LAST_GRACE = Duration.ofSeconds(60);

    private final Events events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private boolean closed;

    /** No jobs yet. */
    public KernelJobs(Events events) {
        this.events = events;
    }

    @Override
    public JobInfo start(JobRequest request, JobBody body) throws BlockException {
        var job = make(request, body, new CompletionGroup(this::forget));
        job.start();
        return job.info();
    }

    @Override
    public JobGroup group() {
        return new CompletionGroup(this::forget);
    }

    @Override
    public PreparedJob prepare(JobRequest request, JobBody body, JobGroup group)
            throws BlockException {
        if (!(group instanceof CompletionGroup ours)) {
            throw new IllegalArgumentException("not a group of these jobs");
        }
        return new Prepared(make(request, body, ours));
    }

    private record Prepared(Job job) implements PreparedJob {
        @Override
        public JobInfo info() {
            return job.info();
        }

        @Override
        public void start() {
            job.start();
        }

        @Override
        public void cancel() {
            job.group().abandon(job);
        }

        @Override
        public void drop() {
            job.group().drop(job);
        }
    }

    private Job make(JobRequest request, JobBody body, CompletionGroup group)
            throws BlockException {
        if (!Ids.wellFormed(request.id())) {
            throw new BlockException(
                            ErrorKind.INVALID_OPTION, "Invalid job ID '" + request.id() + "'")
                    .hint(Ids.HINT);
        }
        requireSpeed(request.block().map(BlockWork::speed).orElse(0L));
        var job = new Job(request, body, group, new JobEvents(events));
        lock.lock();
        try {
            if (closed) {
                throw new BlockException(
                        ErrorKind.GONE, "no job can be started: the platform is ending");
            }
            if (jobs.putIfAbsent(job.id(), job) != null) {
                throw new BlockException(
                        ErrorKind.EXISTS, "Job ID '" + job.id() + "' already in use");
            }
        } finally {
            lock.unlock();
        }
        group.add(job);
        job.tellCreated();
        return job;
    }

    private static void requireSpeed(long speed) throws BlockException {
        if (speed < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Parameter 'speed' expects a non-negative value");
        }
    }

    private void forget(Job job) {
        lock.lock();
        try {
            jobs.remove(job.id(), job);
        } finally {
            lock.unlock();
        }
    }

    private List<Job> all() {
        lock.lock();
        try {
            return new ArrayList<>(jobs.values());
        } finally {
            lock.unlock();
        }
    }

    private Job require(String id) throws BlockException {
        lock.lock();
        try {
            var job = jobs.get(id);
            if (job == null) {
                throw new BlockException(ErrorKind.NOT_FOUND, "Job not found");
            }
            return job;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<JobInfo> list() {
        return all().stream().map(Job::info).toList();
    }

    @Override
    public Optional<JobInfo> find(String id) {
        return all().stream().filter(job -> job.id().equals(id)).findFirst().map(Job::info);
    }

    @Override
    public void apply(String id, JobVerb verb) throws BlockException {
        var job = require(id);
        switch (verb) {
            case CANCEL -> cancel(job, true);
            case FINALIZE -> {
                checked(job, verb, () -> {});
                job.group().finish();
            }
            case DISMISS -> {
                checked(job, verb, () -> {});
                job.group().dismiss(job);
            }
            case RESUME -> resume(job);
            case PAUSE -> checked(job, verb, job::pauseByUser);
            case COMPLETE -> complete(job);
            case SET_SPEED, CHANGE ->
                    throw new IllegalArgumentException("needs to know what is to be changed");
        }
    }

    /** What is done with a job under its lock. */
    private interface Step {
        void run() throws BlockException;
    }

    private static void locked(Job job, Step step) throws BlockException {
        var lock = job.group().lock();
        lock.lock();
        try {
            step.run();
        } finally {
            lock.unlock();
        }
    }

    private static void checked(Job job, JobVerb verb, Step step) throws BlockException {
        locked(
                job,
                () -> {
                    job.require(verb);
                    step.run();
                });
    }

    private static void resume(Job job) throws BlockException {
        locked(
                job,
                () -> {
                    if (!job.pausedByUser()) {
                        throw new BlockException(
                                ErrorKind.INVALID_OPTION, "Can't resume a job that was not paused");
                    }
                    job.require(JobVerb.RESUME);
                    job.resumeByUser();
                });
    }

    private static void complete(Job job) throws BlockException {
        checked(
                job,
                JobVerb.COMPLETE,
                () -> {
                    if (job.ending() || job.cancelled()) {
                        throw new BlockException(
                                ErrorKind.BUSY,
                                "The active block job '" + job.id() + "' cannot be completed");
                    }
                });
        // without the lock: the job may have to ask the graph
        try {
            job.body().completing();
        } catch (IOException e) {
            throw BlockException.of(e);
        }
        locked(job, job::complete);
    }

    @Override
    public void cancel(String id, boolean force) throws BlockException {
        cancel(require(id), force);
    }

    private static void cancel(Job job, boolean force) throws BlockException {
        var group = job.group();
        boolean over;
        group.lock().lock();
        try {
            job.require(JobVerb.CANCEL);
            over = group.cancel(job, force);
        } finally {
            group.lock().unlock();
        }
        if (over) {
            group.finish();
        }
    }

    @Override
    public void speed(String id, long speed) throws BlockException {
        var job = require(id);
        if (job.info().block().isEmpty()) {
            throw new BlockException(ErrorKind.NOT_FOUND, "Block job '" + id + "' not found");
        }
        checked(
                job,
                JobVerb.SET_SPEED,
                () -> {
                    requireSpeed(speed);
                    job.speed(speed);
                });
    }

    @Override
    public void change(String id, Map<String, Object> options) throws IOException {
        var job = require(id);
        checked(job, JobVerb.CHANGE, () -> {});
        job.body().change(options);
    }

    @Override
    public JobInfo await(String id) throws BlockException {
        var job = require(id);
        if (!job.await(Long.MAX_VALUE)) {
            throw new BlockException(
                    ErrorKind.CANCELLED, "interrupted while waiting for job '" + id + "'");
        }
        return job.info();
    }

    /**
     * Cancels all jobs and waits for them. One that does not come to a pause point within a minute
     * is left behind.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        for (var job : all()) {
            try {
                cancel(job, true);
            } catch (BlockException e) {
                // it is over already, or as good as that
                LOG.log(System.Logger.Level.DEBUG, e.sentence());
            }
        }
        for (var job : all()) {
            if (!job.await(LAST_GRACE.toNanos())) {
                LOG.log(System.Logger.Level.ERROR, "job " + job.id() + " does not end");
            }
        }
    }
}
