package org.blockyard.kernel.internal.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobBody;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobRequest;
import org.blockyard.job.JobVerb;
import org.blockyard.job.Jobs;
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
        if (!Ids.wellFormed(request.id())) {
            throw new BlockException(
                            ErrorKind.INVALID_OPTION, "Invalid job ID '" + request.id() + "'")
                    .hint(Ids.HINT);
        }
        var job = new Job(request, body, events, this::forget);
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
        job.start();
        return job.info();
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
        require(id).apply(verb);
    }

    @Override
    public JobInfo await(String id) throws BlockException {
        return require(id).await();
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
        all().forEach(Job::cancel);
        for (var job : all()) {
            if (!job.await(LAST_GRACE.toNanos())) {
                LOG.log(System.Logger.Level.ERROR, "job " + job.id() + " does not end");
            }
        }
    }
}
