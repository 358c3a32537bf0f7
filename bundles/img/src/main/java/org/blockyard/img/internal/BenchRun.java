package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;
import org.jspecify.annotations.Nullable;

/** One run of {@code img bench}. */
final class BenchRun {
    /**
     * What is sent.
     *
     * @param count how many requests
     * @param depth how many at once
     * @param size bytes of each
     * @param step from one to the next
     * @param offset of the first
     * @param write whether they write
     * @param pattern what they write
     * @param flushInterval after how many of them a flush is sent, 0 for never
     * @param drain whether a flush waits for those before it, and those after it wait for the flush
     */
    record Load(
            int count,
            int depth,
            int size,
            int step,
            long offset,
            boolean write,
            byte pattern,
            int flushInterval,
            boolean drain) {}

    private final Load load;
    private final Lane lane;
    private final BufferPool buffers;
    private final AtomicInteger next = new AtomicInteger();
    private final ReentrantReadWriteLock flushing = new ReentrantReadWriteLock();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BenchRun(Load load, Lane lane, BufferPool buffers) {
        this.load = load;
        this.lane = lane;
        this.buffers = buffers;
    }

    /** Sends all; returns how many nanoseconds that took. */
    long run() throws IOException {
        long started = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Math.min(load.depth(), load.count()); i++) {
            threads.add(Thread.startVirtualThread(this::work));
        }
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        var wrong = failure.get();
        if (wrong != null) {
            throw BlockException.of(wrong).prefix("Failed request: ");
        }
        return System.nanoTime() - started;
    }

    private void work() {
        try (var lent = buffers.lend(load.size())) {
            var buffer = lent.bytes();
            for (int i = 0; load.write() && i < load.size(); i++) {
                buffer.put(i, load.pattern());
            }
            for (int i = next.getAndIncrement();
                    i < load.count() && failure.get() == null;
                    i = next.getAndIncrement()) {
                request(i, buffer);
                if (load.flushInterval() > 0 && (i + 1) % load.flushInterval() == 0) {
                    flush();
                }
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Requests that would not fit begin again at the front. */
    private long offset(int index) {
        long room = lane.length() - load.size();
        long offset = load.offset() + (long) index * load.step();
        return load.offset() > room || offset <= room ? offset : offset % (room + 1);
    }

    private void request(int index, ByteBuffer buffer) throws IOException {
        long offset = offset(index);
        buffer.clear();
        flushing.readLock().lock();
        try {
            if (load.write()) {
                lane.write(offset, buffer, RequestFlags.NONE);
            } else {
                lane.read(offset, buffer);
            }
        } finally {
            flushing.readLock().unlock();
        }
    }

    private void flush() throws IOException {
        if (!load.drain()) {
            lane.flush();
            return;
        }
        flushing.writeLock().lock();
        try {
            lane.flush();
        } finally {
            flushing.writeLock().unlock();
        }
    }
}
