package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.qcow2.internal.layout.Features;

/**
 * Brings metadata from memory to disk in an order that leaves at most unused clusters behind if the
 * power fails at any moment:
 *
 * <ol>
 *   <li>new refcount blocks, then a flush, so that the refcount table never names a block that is
 *       not there;
 *   <li>reference counts and the refcount table, then a flush, which makes guest data stable too;
 *   <li>L2 and L1 entries, which now name only what is there and counted, then a flush;
 *   <li>only then do clusters count as free that the disk named before.
 * </ol>
 *
 * <p>Nothing is written until somebody flushes or memory gets crowded. Each commit writes a copy of
 * what was dirty when it began, so requests go on meanwhile. Several that wait for a flush share
 * one commit.
 */
public final class WriteBack {
    private static final class Commit {
        final Writes newBlocks = new Writes();
        final Writes counts = new Writes();
        final Writes mapping = new Writes();
        List<L2Slice> slices = List.of();
        List<RefcountPage> pages = List.of();
        FreedClusters.Batch freed = new FreedClusters.Batch();
    }

    private final Metadata metadata;
    private final ReentrantLock committing = new ReentrantLock();
    private final AtomicLong asked = new AtomicLong();
    private long done;
    private boolean closing;

    WriteBack(Metadata metadata) {
        this.metadata = metadata;
    }

    /**
     * Returns when all that was written and acknowledged before is on stable storage. Not under the
     * metadata lock.
     */
    public void flush() throws IOException {
        long mine = asked.incrementAndGet();
        committing.lock();
        try {
            if (done < mine) {
                long covered = asked.get();
                commit();
                done = covered;
            }
        } finally {
            committing.unlock();
        }
    }

    /**
     * As {@link #flush}, with no reference count left for later: what is to be named by something
     * else than the mapping must be counted before.
     */
    public void flushCounts() throws IOException {
        committing.lock();
        try {
            boolean before = closing;
            closing = true;
            try {
                commit();
            } finally {
                closing = before;
            }
        } finally {
            committing.unlock();
        }
    }

    /** Makes room in memory. Not under the metadata lock. */
    void run() throws IOException {
        flush();
    }

    /** Makes the refcount table larger, if it is still too small. Not under the metadata lock. */
    public void growRefcountTable() throws IOException {
        committing.lock();
        try {
            metadata.lock.lock();
            try {
                if (metadata.allocator.tableFull()) {
                    new RefcountTableGrowth(metadata).grow();
                    metadata.allocator.tableGrown();
                }
            } finally {
                metadata.lock.unlock();
            }
        } finally {
            committing.unlock();
        }
    }

    /**
     * Runs something while nothing is being written back and nothing changes; what it leaves dirty
     * is written later.
     */
    public void exclusively(Action action) throws IOException {
        committing.lock();
        try {
            metadata.lock.lock();
            try {
                action.run();
            } finally {
                metadata.lock.unlock();
            }
        } finally {
            committing.unlock();
        }
    }

    /** Something that may fail. */
    public interface Action {
        /** Does it. */
        void run() throws IOException;
    }

    /** Writes all and leaves nothing waiting, with no request in flight. */
    public void close() throws IOException {
        settle();
        if (metadata.store.header().incompatible(Features.DIRTY)
                && metadata.tuning.lazyRefcounts()) {
            metadata.store.mark(Features.DIRTY, false);
            metadata.file.flush();
        }
        long end = metadata.file.touchedEnd();
        if (end < metadata.file.length()) {
            metadata.file.trim(end);
        }
    }

    /**
     * Writes all, even what may be late, and frees what can be freed, with no request in flight.
     */
    public void settle() throws IOException {
        closing = true;
        try {
            flush();
            if (metadata.refcounts.dirty()) {
                flush();
            }
        } finally {
            closing = false;
        }
    }

    private void commit() throws IOException {
        reclaim();
        var commit = take();
        boolean success = false;
        try {
            write(commit);
            success = true;
        } finally {
            settle(commit, success);
        }
        reclaim();
    }

    private Commit take() throws IOException {
        var commit = new Commit();
        metadata.lock.lock();
        try {
            commit.slices = metadata.mapping().takeDirty(commit.mapping);
            metadata.l1.takeDirty(commit.mapping);
            if (closing || !metadata.tuning.lazyRefcounts() || metadata.crowded()) {
                commit.pages = metadata.refcounts.takeDirty(commit.newBlocks, commit.counts);
            }
            commit.freed = metadata.freed.takePending();
        } finally {
            metadata.lock.unlock();
        }
        return commit;
    }

    private void write(Commit commit) throws IOException {
        if (metadata.dataApart()) {
            metadata.data.flush();
        }
        if (!commit.newBlocks.isEmpty()) {
            metadata.file.reached("refblock_alloc_write_blocks");
            commit.newBlocks.writeTo(metadata.file);
            metadata.file.flush();
        }
        if (!commit.counts.isEmpty()) {
            metadata.file.reached("refblock_update_part");
            commit.counts.writeTo(metadata.file);
        }
        if (!commit.mapping.isEmpty()) {
            markDirty();
            metadata.file.flush();
            metadata.file.reached("l2_update");
            commit.mapping.writeTo(metadata.file);
        }
        metadata.file.flush();
    }

    /** With late counts, the image must say so on disk before the mapping gets ahead of them. */
    private void markDirty() throws IOException {
        if (metadata.tuning.lazyRefcounts()) {
            metadata.store.mark(Features.DIRTY, true);
        }
    }

    private void settle(Commit commit, boolean success) {
        metadata.lock.lock();
        try {
            commit.slices.forEach(slice -> metadata.mapping().written(slice, success));
            metadata.refcounts.written(commit.pages, success);
            if (success) {
                metadata.freed.committed(commit.freed, metadata.epochs.now());
            } else {
                metadata.l1.redirty();
                metadata.freed.failed(commit.freed);
            }
        } finally {
            metadata.lock.unlock();
        }
    }

    /** Frees clusters that neither the disk nor a request knows any more. */
    private void reclaim() throws IOException {
        while (true) {
            metadata.lock.lock();
            try {
                var batch = metadata.freed.pollFree(metadata.epochs);
                if (batch == null) {
                    return;
                }
                metadata.reclaimed();
                batch.forEach(this::punch);
                batch.forEach(this::release);
            } finally {
                metadata.lock.unlock();
            }
        }
    }

    private void punch(long first, long count, boolean wanted) throws IOException {
        if (!wanted) {
            return;
        }
        for (long cluster = first; cluster < first + count; ) {
            long end = cluster;
            while (end < first + count && metadata.refcounts.get(end) == 1) {
                end++;
            }
            if (end > cluster) {
                metadata.file.discard(
                        metadata.geometry.offsetOf(cluster),
                        metadata.geometry.offsetOf(end - cluster));
            }
            cluster = Math.max(end, cluster + 1);
        }
    }

    private void release(long first, long count, boolean punched) throws IOException {
        metadata.refcounts.add(first, count, -1);
        metadata.packing().freed(first, count);
        metadata.allocator.lower(first);
    }
}
