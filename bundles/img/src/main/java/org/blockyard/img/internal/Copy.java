package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.BufferPool;
import org.blockyard.io.RequestFlags;
import org.jspecify.annotations.Nullable;

/**
 * Copies disks, end to end, into one: several pieces at once, nothing for what the target has
 * anyway.
 */
final class Copy {
    /** The most that is read at once. */
    static final int CHUNK = 2 << 20;

    /**
     * How to copy.
     *
     * @param blank whether the target reads as zeroes, or as its backing image, where nothing was
     *     written
     * @param backed whether the target lies over a backing image, so that only what the source
     *     holds itself is copied
     * @param sparse the shortest run of zero bytes that is not written; 0 to write all
     * @param salvage whether what can't be read is taken as zeroes
     * @param workers how many pieces are copied at once
     * @param ordered whether they are written in their order, which keeps the target in one piece
     * @param rate the most bytes a second, 0 for no limit
     */
    record Plan(
            boolean blank,
            boolean backed,
            int sparse,
            boolean salvage,
            int workers,
            boolean ordered,
            long rate) {}

    private record Piece(
            long number,
            Lane source,
            long sourceOffset,
            long targetOffset,
            long length,
            boolean zero) {}

    private final List<Lane> sources;
    private final Lane target;
    private final Plan plan;
    private final BufferPool buffers;
    private final ProgressLine progress;
    private final PrintStream err;
    private final long total;
    private final ReentrantLock cursor = new ReentrantLock();
    private final Condition turned = cursor.newCondition();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final long started = System.nanoTime();
    private int sourceIndex;
    private long sourceStart;
    private long position;
    private long pieces;
    private long turn;
    private long status;
    private @Nullable ChainExtent extent;

    Copy(
            List<Lane> sources,
            Lane target,
            Plan plan,
            BufferPool buffers,
            ProgressLine progress,
            PrintStream err) {
        this.sources = sources;
        this.target = target;
        this.plan = plan;
        this.buffers = buffers;
        this.progress = progress;
        this.err = err;
        this.total = sources.stream().mapToLong(Lane::length).sum();
    }

    /** Copies all; returns when it is done, or throws what went wrong first. */
    void run() throws IOException {
        var threads = new ArrayList<Thread>();
        for (int i = 1; i < plan.workers(); i++) {
            threads.add(Thread.ofVirtual().name("copy-" + i).start(this::work));
        }
        work();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case Throwable e -> throw new IOException(e);
        }
    }

    private void work() {
        try (var lent = buffers.lend(CHUNK)) {
            for (var piece = next(); piece != null && failure.get() == null; piece = next()) {
                copy(piece, lent.bytes());
                endTurn(piece.number());
                progress.update(piece.targetOffset() + piece.length(), total);
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
            endTurn(Long.MAX_VALUE - 1);
        }
    }

    private void awaitTurn(Piece piece) {
        cursor.lock();
        try {
            while (plan.ordered() && turn < piece.number()) {
                turned.awaitUninterruptibly();
            }
        } finally {
            cursor.unlock();
        }
    }

    private void endTurn(long number) {
        cursor.lock();
        try {
            turn = Math.max(turn, number + 1);
            turned.signalAll();
        } finally {
            cursor.unlock();
        }
    }

    /** The next piece to be copied, or null at the end. */
    private @Nullable Piece next() throws IOException {
        cursor.lock();
        try {
            while (sourceIndex < sources.size()) {
                var source = sources.get(sourceIndex);
                if (position == source.length()) {
                    sourceStart += source.length();
                    sourceIndex++;
                    position = 0;
                    status = 0;
                    extent = null;
                    continue;
                }
                var current = currentExtent(source);
                long left = status - position;
                boolean zero = current.zero();
                long length = zero ? left : Math.min(left, CHUNK);
                long offset = position;
                position += length;
                if (!skips(current)) {
                    var piece =
                            new Piece(pieces++, source, offset, sourceStart + offset, length, zero);
                    pace(piece.targetOffset() + length);
                    return piece;
                }
            }
            return null;
        } finally {
            cursor.unlock();
        }
    }

    private ChainExtent currentExtent(Lane source) throws IOException {
        var known = extent;
        if (known == null || position == status) {
            known = statusAt(source);
            status = position + known.length();
            extent = known;
        }
        return known;
    }

    private ChainExtent statusAt(Lane source) throws IOException {
        try {
            return source.chainStatus(position, source.length() - position, Optional.empty());
        } catch (IOException e) {
            if (!plan.salvage()) {
                throw e;
            }
            err.println(
                    "qemu-img: warning: error while reading block status at offset "
                            + position
                            + ": "
                            + e.getMessage());
            long length = Math.min(CHUNK, source.length() - position);
            return new ChainExtent(
                    length,
                    true,
                    false,
                    true,
                    false,
                    0,
                    java.util.OptionalLong.empty(),
                    Optional.empty());
        }
    }

    private boolean skips(ChainExtent e) {
        if (plan.backed()) {
            // what nobody holds in a source without backing are its own zeroes
            return e.depth() > (e.present() ? 0 : 1);
        }
        return e.zero() && plan.blank() && plan.sparse() > 0;
    }

    private void pace(long done) {
        if (plan.rate() > 0) {
            long due = started + (long) (done * 1e9 / plan.rate());
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void copy(Piece piece, ByteBuffer buffer) throws IOException {
        if (piece.zero() && plan.sparse() > 0) {
            awaitTurn(piece);
            target.writeZeroes(piece.targetOffset(), piece.length(), RequestFlags.MAY_UNMAP);
            return;
        }
        for (long done = 0; done < piece.length(); done += CHUNK) {
            int count = (int) Math.min(CHUNK, piece.length() - done);
            buffer.clear().limit(count);
            read(piece, piece.sourceOffset() + done, buffer);
            awaitTurn(piece);
            write(piece.targetOffset() + done, buffer.flip());
        }
    }

    private void read(Piece piece, long offset, ByteBuffer buffer) throws IOException {
        try {
            piece.source().read(offset, buffer);
        } catch (IOException e) {
            if (!plan.salvage()) {
                throw e;
            }
            salvage(piece.source(), offset, buffer);
        }
    }

    /** Reads sector by sector; those that fail are zeroes. */
    private void salvage(Lane source, long offset, ByteBuffer buffer) {
        int count = buffer.limit();
        for (int at = 0; at < count; at += 512) {
            buffer.limit(Math.min(count, at + 512)).position(at);
            try {
                source.read(offset + at, buffer);
            } catch (IOException e) {
                err.println(
                        "qemu-img: warning: error while reading offset "
                                + (offset + at)
                                + ": "
                                + e.getMessage());
                for (int i = at; i < buffer.limit(); i++) {
                    buffer.put(i, (byte) 0);
                }
            }
        }
        buffer.limit(count).position(count);
    }

    /** Writes what is not zero, in runs of whole sparse units. */
    private void write(long offset, ByteBuffer bytes) throws IOException {
        int count = bytes.limit();
        int unit = plan.sparse();
        if (unit == 0) {
            target.write(offset, bytes, RequestFlags.NONE);
            return;
        }
        for (int at = 0; at < count; ) {
            boolean zero = Zeroes.all(bytes.slice(at, Math.min(unit, count - at)));
            int end = at;
            do {
                end = Math.min(count, end + unit);
            } while (end < count
                    && Zeroes.all(bytes.slice(end, Math.min(unit, count - end))) == zero);
            if (!zero) {
                target.write(offset + at, bytes.clear().limit(end).position(at), RequestFlags.NONE);
            } else if (!plan.blank() || plan.backed()) {
                target.writeZeroes(offset + at, end - at, RequestFlags.MAY_UNMAP);
            }
            at = end;
        }
    }
}
