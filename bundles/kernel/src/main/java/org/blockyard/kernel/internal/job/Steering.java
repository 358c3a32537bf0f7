package org.blockyard.kernel.internal.job;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.job.IoErrorAction;
import org.blockyard.job.JobControl;
import org.blockyard.job.JobState;
import org.blockyard.job.OnError;

/** What a job's work sees of its job. */
final class Steering implements JobControl {
    private final Job job;
    private final ReentrantLock lock;

    Steering(Job job) {
        this.job = job;
        this.lock = job.group().lock();
    }

    @Override
    public String id() {
        return job.id();
    }

    @Override
    public void update(long done, long total) throws BlockException {
        job.progress().set(done, total);
        job.checkCancelled();
    }

    @Override
    public void advance(long more) {
        job.progress().advance(more);
    }

    @Override
    public void remaining(long left) {
        job.progress().remaining(left);
    }

    @Override
    public void pausePoint() throws BlockException {
        lock.lock();
        try {
            job.rest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean pausing() {
        lock.lock();
        try {
            return job.pausing();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void becomeReady() throws BlockException {
        lock.lock();
        try {
            job.checkCancelled();
            if (job.state() != JobState.READY) {
                job.moveToReady();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ready() throws BlockException {
        becomeReady();
        lock.lock();
        try {
            job.rest();
            while (!job.completing() && !job.ending()) {
                job.sleep(0);
                job.rest();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean completing() {
        lock.lock();
        try {
            return job.completing();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean ending() {
        lock.lock();
        try {
            return job.ending();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration longest) throws BlockException {
        lock.lock();
        try {
            if (!job.takeWake() && !job.pausing() && !job.ending() && !job.completing()) {
                job.sleep(Math.max(1, longest.toNanos()));
                job.takeWake();
            }
            job.rest();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        job.wake();
    }

    @Override
    public void pace(long bytes) throws BlockException {
        lock.lock();
        try {
            job.pacer().pass(bytes, System.nanoTime());
            long delay = job.pacer().delay(System.nanoTime());
            while (delay > 0 && !job.pausing()) {
                job.sleep(delay);
                delay = job.pacer().delay(System.nanoTime());
            }
            job.checkCancelled();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean paced() {
        lock.lock();
        try {
            return job.pacer().speed() > 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public IoErrorAction failed(boolean reading, BlockException why, OnError policy) {
        boolean noSpace = why.errno() == Errno.ENOSPC;
        var action = policy.action(noSpace);
        lock.lock();
        try {
            job.events().failed(job.info(), reading, action);
            if (action == IoErrorAction.STOP) {
                job.stop(noSpace);
            }
        } finally {
            lock.unlock();
        }
        return action;
    }
}
