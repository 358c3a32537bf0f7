package org.blockyard.qmp.chardev;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A client of someone else's server; connects again after a while, if it is to. */
final class Calling implements CharDevice {
    private static final System.Logger LOG = System.getLogger(Calling.class.getName());

    private final String address;
    private final Dial dial;
    private final Optional<Duration> again;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition end = lock.newCondition();
    private Optional<Connection> first;
    private boolean connected;
    private boolean closed;

    /** Makes a connection. */
    @FunctionalInterface
    interface Dial {
        /** Makes it. */
        Connection connect() throws IOException;
    }

    /** Connects now unless it is to connect again and again; then it may fail now. */
    Calling(String address, Dial dial, Optional<Duration> again) throws IOException {
        this.address = address;
        this.dial = dial;
        this.again = again;
        this.first = again.isEmpty() ? Optional.of(dial.connect()) : Optional.empty();
    }

    @Override
    public String filename() {
        lock.lock();
        try {
            return (connected || first.isPresent() ? "" : "disconnected:") + address;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Connection> connect() {
        var ready = begin();
        if (ready.isPresent()) {
            return ready;
        }
        while (pause()) {
            try {
                return admit(dial.connect());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0}: {1}", address, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<Connection> begin() {
        lock.lock();
        try {
            connected = first.isPresent();
            var ready = first;
            first = Optional.empty();
            return ready;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Connection> admit(Connection connection) {
        lock.lock();
        try {
            if (closed) {
                connection.close();
                return Optional.empty();
            }
            connected = true;
            return Optional.of(connection);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is time to try; false if it is not to be tried any more. */
    private boolean pause() {
        lock.lock();
        try {
            long nanos = again.map(Duration::toNanos).orElse(Long.MAX_VALUE);
            while (!closed && nanos > 0) {
                if (again.isEmpty()) {
                    end.await();
                } else {
                    nanos = end.awaitNanos(Math.min(nanos, TimeUnit.DAYS.toNanos(1)));
                }
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            first.ifPresent(Connection::close);
            end.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
