package org.blockyard.filter.copy.before.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What is known of each block of the disk: whether its old bytes are yet to be copied, lie at the
 * target, or are not kept; who copies which blocks now, and who reads old bytes from the disk
 * itself, so that a write must wait. A block that is kept is either yet to be copied or at the
 * target. Thread-safe.
 */
final class Blocks {
    private final long length;
    private final long size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final DirtyBits open;
    private final DirtyBits copied;
    private final DirtyBits lost;
    private final List<Span> copying = new ArrayList<>();
    private final List<Span> reading = new ArrayList<>();
    private volatile int readers;
    private volatile int waiting;

    /** All blocks of a disk, yet to be copied. */
    Blocks(long length, long size) {
        this.length = length;
        this.size = size;
        this.open = new DirtyBits(length, size);
        this.copied = new DirtyBits(length, size);
        this.lost = new DirtyBits(length, size);
        open.set(0, length);
    }

    long size() {
        return size;
    }

    long length() {
        return length;
    }

    /** The blocks yet to be copied, those that are being copied among them. */
    DirtyBits open() {
        return open;
    }

    /** The bits of blocks yet to be copied, at the target, and not kept. */
    List<DirtyBits> bits() {
        return List.of(open, copied, lost);
    }

    /** Keeps nothing any more. */
    void loseAll() {
        lock.lock();
        try {
            open.clear();
            lost.set(0, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the blocks too that a range touches; what lies at the target already stays there. */
    void keep(long offset, long count) {
        lock.lock();
        try {
            var whole = around(offset, count);
            lost.clear(whole.start(), whole.length());
            for (long at = whole.start(); at < whole.end(); ) {
                long there = copied.nextDirty(at, whole.end()).orElse(whole.end());
                open.set(at, there - at);
                at = copied.nextClean(there, whole.end()).orElse(whole.end());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets whole blocks inside a range go; the range that went. */
    Span lose(long offset, long count) {
        lock.lock();
        try {
            long start = (offset + size - 1) / size * size;
            long end = offset + count == length ? length : (offset + count) / size * size;
            var whole = new Span(start, Math.max(start, end));
            if (whole.length() > 0) {
                open.clear(start, whole.length());
                lost.set(start, whole.length());
                changed.signalAll();
            }
            return whole;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a range may be overwritten at once. A block leaves {@link #open} only after whoever
     * reads it from the disk was counted, so the order of the two looks matters.
     */
    boolean free(long offset, long count) {
        return open.nextDirty(offset, offset + count).isEmpty() && readers == 0;
    }

    /**
     * The first run of blocks in a range that is to be copied, now the caller's to copy; it ends
     * with {@link #copied}, {@link #lost} or {@link #failed}. Waits for blocks that others copy.
     *
     * @param deadline when to give up, by {@link System#nanoTime}
     * @return nothing if none is left in the range
     */
    Optional<Span> claimIn(long offset, long count, long most, long deadline)
            throws BlockException {
        var range = around(offset, count);
        lock.lock();
        try {
            while (true) {
                var found = unclaimed(range, most);
                if (found.isPresent()) {
                    copying.add(found.get());
                    return found;
                }
                if (open.nextDirty(range.start(), range.end()).isEmpty()) {
                    return Optional.empty();
                }
                waiting++;
                try {
                    await(deadline);
                } finally {
                    waiting--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether a {@link #claimIn} waits for blocks that others copy. */
    boolean awaited() {
        return waiting > 0;
    }

    /** As {@link #claimIn}, of the whole disk, beginning at a place. */
    Optional<Span> claimFrom(long from, long most) throws BlockException {
        lock.lock();
        try {
            while (true) {
                var found = unclaimed(new Span(blockStart(from), length), most);
                if (found.isEmpty()) {
                    found = unclaimed(new Span(0, length), most);
                }
                if (found.isPresent()) {
                    copying.add(found.get());
                    return found;
                }
                if (open.nextDirty(0, length).isEmpty()) {
                    return Optional.empty();
                }
                await(Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Span> unclaimed(Span range, long most) {
        for (long at = range.start(); at < range.end(); ) {
            var next = open.nextDirty(at, range.end());
            if (next.isEmpty()) {
                return Optional.empty();
            }
            long start = next.getAsLong();
            var other = firstCopying(start, range.end());
            if (other.isPresent() && other.get().start() <= start) {
                at = other.get().end();
                continue;
            }
            long end = Math.min(range.end(), start + Math.max(size, most / size * size));
            end = other.isPresent() ? Math.min(end, other.get().start()) : end;
            return Optional.of(new Span(start, open.nextClean(start, end).orElse(end)));
        }
        return Optional.empty();
    }

    private Optional<Span> firstCopying(long start, long end) {
        var range = new Span(start, end);
        Optional<Span> first = Optional.empty();
        for (var span : copying) {
            if (span.meets(range) && (first.isEmpty() || span.start() < first.get().start())) {
                first = Optional.of(span);
            }
        }
        return first;
    }

    /**
     * The old bytes of the first of claimed blocks lie at the target now; the rest stays claimed.
     */
    void copied(Span claimed, Span first) {
        lock.lock();
        try {
            copied.set(first.start(), first.length());
            open.clear(first.start(), first.length());
            var rest = claimed.after(first);
            if (rest.length() > 0) {
                copying.add(rest);
            }
            release(claimed);
        } finally {
            lock.unlock();
        }
    }

    /** Claimed blocks are not kept after all. */
    void lost(Span claimed) {
        lock.lock();
        try {
            lost.set(claimed.start(), claimed.length());
            open.clear(claimed.start(), claimed.length());
            release(claimed);
        } finally {
            lock.unlock();
        }
    }

    /** Claimed blocks could not be copied. */
    void failed(Span claimed) {
        lock.lock();
        try {
            release(claimed);
        } finally {
            lock.unlock();
        }
    }

    /** Of claimed blocks only a part is still claimed. */
    void shrink(Span claimed, Span part) {
        if (claimed.equals(part)) {
            return;
        }
        lock.lock();
        try {
            copying.add(part);
            release(claimed);
        } finally {
            lock.unlock();
        }
    }

    private void release(Span claimed) {
        copying.remove(claimed);
        changed.signalAll();
    }

    /** Where a run of old bytes is to be read from. */
    record Source(Span span, boolean atTarget) {}

    /**
     * Says where the old bytes at a place are, as many as are in one place. If they are on the disk
     * itself, writes to them wait until {@link #doneReading}.
     *
     * @throws BlockException of kind {@code DENIED} if they are not kept
     */
    Source read(long offset, long count) throws BlockException {
        lock.lock();
        try {
            long end = offset + count;
            if (lost.nextDirty(offset, end).isPresent()) {
                throw new BlockException(ErrorKind.DENIED, "these bytes are not kept as they were");
            }
            boolean there = copied.dirty(offset);
            long until =
                    (there ? copied.nextClean(offset, end) : copied.nextDirty(offset, end))
                            .orElse(end);
            var span = new Span(offset, until);
            if (!there) {
                reading.add(span);
                readers++;
            }
            return new Source(span, there);
        } finally {
            lock.unlock();
        }
    }

    /** Ends reading from the disk itself. */
    void doneReading(Source source) {
        if (source.atTarget()) {
            return;
        }
        lock.lock();
        try {
            reading.remove(source.span());
            readers--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nobody reads the old bytes of a range from the disk itself. */
    void awaitReaders(long offset, long count) {
        if (readers == 0) {
            return;
        }
        var range = new Span(offset, offset + count);
        lock.lock();
        try {
            while (reading.stream().anyMatch(range::meets)) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void await(long deadline) throws BlockException {
        if (deadline == Long.MAX_VALUE) {
            changed.awaitUninterruptibly();
            return;
        }
        long left = deadline - System.nanoTime();
        try {
            if (left <= 0 || !changed.await(left, TimeUnit.NANOSECONDS)) {
                throw late();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(ErrorKind.CANCELLED, "interrupted", e);
        }
    }

    static BlockException late() {
        return new BlockException(
                ErrorKind.TIMEOUT, "copying before the write took longer than cbw-timeout");
    }

    private long blockStart(long offset) {
        return offset / size * size;
    }

    private Span around(long offset, long count) {
        long end = Math.min(length, (offset + count + size - 1) / size * size);
        return new Span(blockStart(offset), end);
    }
}
