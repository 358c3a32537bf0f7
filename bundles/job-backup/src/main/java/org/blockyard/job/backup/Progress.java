package org.blockyard.job.backup;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.CopyBeforeWrite;
import org.blockyard.job.JobControl;

/** Tells how far a job is, what writes have copied among it. */
final class Progress {
    private final JobControl control;
    private final Moment moment;
    private final ReentrantLock lock = new ReentrantLock();
    private long left;

    Progress(JobControl control, Moment moment) throws IOException {
        this.control = control;
        this.moment = moment;
        this.left = moment.use(CopyBeforeWrite::leftToCopy);
        control.remaining(left);
    }

    /** Looks again how much is left. */
    void update() throws IOException {
        long now = moment.use(CopyBeforeWrite::leftToCopy);
        lock.lock();
        try {
            if (now < left) {
                control.advance(left - now);
                control.remaining(now);
                left = now;
            }
        } finally {
            lock.unlock();
        }
    }

    /** So many bytes need not be copied at all. */
    void leaveOut(long bytes) {
        lock.lock();
        try {
            left = Math.max(0, left - bytes);
            control.remaining(left);
        } finally {
            lock.unlock();
        }
    }
}
