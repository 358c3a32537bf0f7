package org.blockyard.qmp.chardev;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** A device in memory that keeps the last bytes written to it, for {@code ringbuf-read}. */
public final class RingBuffer implements CharDevice {
    private final byte[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Once once;
    private long written;
    private long read;

    RingBuffer(int size) {
        this.ring = new byte[size];
        this.once = new Once("ringbuf", new Writer());
    }

    private final class Writer implements Connection {
        private final StreamConnection silent =
                new StreamConnection(
                        StreamConnection.silence(), java.io.OutputStream.nullOutputStream());

        @Override
        public int read(byte[] buffer) throws java.io.IOException {
            return silent.read(buffer);
        }

        @Override
        public void write(byte[] bytes) {
            RingBuffer.this.write(bytes);
        }

        @Override
        public void close() {
            silent.close();
        }
    }

    /** Adds bytes; the oldest give way. */
    public void write(byte[] bytes) {
        lock.lock();
        try {
            for (byte b : bytes) {
                ring[(int) (written++ & ring.length - 1)] = b;
            }
            read = Math.max(read, written - ring.length);
        } finally {
            lock.unlock();
        }
    }

    /** Takes the oldest bytes, at most so many. */
    public byte[] take(long most) {
        lock.lock();
        try {
            var taken = new byte[(int) Math.min(most, written - read)];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = ring[(int) (read++ & ring.length - 1)];
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String filename() {
        return once.filename();
    }

    @Override
    public Optional<Connection> connect() {
        return once.connect();
    }

    @Override
    public void close() {
        once.close();
    }
}
