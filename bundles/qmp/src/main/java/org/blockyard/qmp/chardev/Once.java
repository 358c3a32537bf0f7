package org.blockyard.qmp.chardev;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A device with one connection that is there from the start: a file, a pipe, the terminal, an
 * inherited connection.
 */
final class Once implements CharDevice {
    private final String filename;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private boolean given;
    private boolean closed;

    Once(String filename, Connection connection) {
        this.filename = filename;
        this.connection = connection;
    }

    @Override
    public String filename() {
        return filename;
    }

    @Override
    public Optional<Connection> connect() {
        lock.lock();
        try {
            if (!given && !closed) {
                given = true;
                return Optional.of(connection);
            }
            while (!closed) {
                end.awaitUninterruptibly();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            end.signalAll();
        } finally {
            lock.unlock();
        }
        connection.close();
    }
}
