package org.blockyard.format.kit;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flushes a disk so that no table in the file ever names what is not there: the data first, then
 * the tables as they were before that, then the file again.
 */
final class FlushOrder {
    private final WritableMap map;
    private final DiskLock lock;
    private final ReentrantLock flushing = new ReentrantLock();

    FlushOrder(WritableMap map, DiskLock lock) {
        this.map = map;
        this.lock = lock;
    }

    void run() throws IOException {
        flushing.lock();
        try {
            flush();
        } finally {
            flushing.unlock();
        }
    }

    private void flush() throws IOException {
        Staged staged;
        int unnamed;
        lock.tables().lock();
        try {
            staged = map.stage();
            unnamed = lock.givenUp().size();
        } finally {
            lock.tables().unlock();
        }
        boolean done = false;
        try {
            staged.writeAhead();
            map.file().flush();
            if (!staged.isEmpty()) {
                staged.write();
                map.file().flush();
            }
            done = true;
        } finally {
            end(staged, done, unnamed);
        }
    }

    private void end(Staged staged, boolean done, int unnamed) throws IOException {
        lock.tables().lock();
        try {
            if (done) {
                staged.done();
                lock.givenUp().durable(unnamed);
                lock.reclaim(map);
            } else {
                staged.failed();
            }
        } finally {
            lock.tables().unlock();
        }
    }
}
