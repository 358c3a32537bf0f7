package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/** Finds free clusters, lowest first. All under the metadata lock. */
public final class Allocator {
    /**
     * Clusters that now belong to whoever asked.
     *
     * @param first the first one
     * @param count how many in a row
     * @param untouched whether they read as zeroes because nobody ever wrote there
     */
    public record Run(long first, int count, boolean untouched) {}

    private final ImageFile file;
    private final Geometry geometry;
    private final Refcounts refcounts;
    private final ClusterSet structures;
    private final Corruption corruption;
    private long cursor;
    private boolean tableFull;

    Allocator(
            ImageFile file,
            Geometry geometry,
            Refcounts refcounts,
            ClusterSet structures,
            Corruption corruption) {
        this.file = file;
        this.geometry = geometry;
        this.refcounts = refcounts;
        this.structures = structures;
        this.corruption = corruption;
    }

    /** Whether the last {@link #allocate} failed because the refcount table has no room. */
    boolean tableFull() {
        return tableFull;
    }

    /** The refcount table has grown. */
    void tableGrown() {
        tableFull = false;
    }

    /** Looks for free clusters from here on, if that is lower than where it would look. */
    void lower(long cluster) {
        cursor = Math.min(cursor, cluster);
    }

    /**
     * Takes 1 to {@code most} free clusters in a row.
     *
     * @return null if the refcount table must grow first
     */
    public @Nullable Run allocate(int most) throws IOException {
        if (!seek()) {
            return null;
        }
        long first = cursor;
        int count = refcounts.freeRun(first, most);
        check(first, count);
        return take(first, count);
    }

    /**
     * As {@link #allocate}, if that needs no I/O: counts are in memory and the file is long enough.
     *
     * @return null if it does
     */
    public @Nullable Run tryAllocate(int most) throws IOException {
        if (tableFull || !refcounts.inMemory(cursor)) {
            return null;
        }
        long free = refcounts.freeInPage(cursor);
        if (free < 0) {
            return null;
        }
        int room = (int) Math.min(most, geometry.clusterOf(file.length()) - free);
        if (room <= 0) {
            return null;
        }
        int count = refcounts.freeRun(free, room);
        check(free, count);
        return take(free, count);
    }

    /** Takes exactly {@code count} free clusters in a row; null as in {@link #allocate}. */
    @Nullable Run allocateExactly(long count) throws IOException {
        if (count >= geometry.refcountsPerBlock()) {
            return allocateBehindBlocks(count);
        }
        if (!seek()) {
            return null;
        }
        long start = cursor;
        long at = start;
        while (at < start + count) {
            if (at >= refcounts.covered()) {
                tableFull = true;
                return null;
            }
            if (!refcounts.hasBlock(at)) {
                refcounts.createBlock(at >>> geometry.refcountBlockBits());
            }
            if (refcounts.get(at) != 0) {
                start = at + 1;
            }
            at++;
        }
        return takeAside(start, count);
    }

    /**
     * Takes clusters in a row, more than one block counts. Between blocks that lie in the first of
     * their own clusters there is no such run, so all blocks that it needs go before it, behind
     * everything that is counted yet.
     */
    private @Nullable Run allocateBehindBlocks(long count) throws IOException {
        long block = refcounts.blocksInUse();
        long blocks = geometry.refcountBlocksFor(count);
        if (block + blocks > refcounts.table().length) {
            tableFull = true;
            return null;
        }
        refcounts.createBlocks(block, (int) blocks);
        return takeAside((block << geometry.refcountBlockBits()) + blocks, count);
    }

    /** Takes clusters in a row and goes on looking for others where it did. */
    private Run takeAside(long first, long count) throws IOException {
        check(first, count);
        long wasCursor = cursor;
        var run = take(first, (int) count);
        cursor = first == wasCursor ? cursor : wasCursor;
        return run;
    }

    private Run take(long first, int count) throws IOException {
        long start = geometry.offsetOf(first);
        long end = geometry.offsetOf(first + count);
        if (end > Geometry.MAX_OFFSET) {
            throw new BlockException(ErrorKind.NO_SPACE, "the image can't grow beyond 64 PiB");
        }
        file.grow(end);
        boolean untouched = file.untouched(start);
        refcounts.add(first, count, 1);
        file.touch(end);
        cursor = first + count;
        return new Run(first, count, untouched);
    }

    /** Moves the cursor to the next free cluster; false if the table ends before. */
    private boolean seek() throws IOException {
        while (true) {
            if (cursor >= refcounts.covered()) {
                tableFull = true;
                return false;
            }
            if (!refcounts.hasBlock(cursor)) {
                refcounts.createBlock(cursor >>> geometry.refcountBlockBits());
            }
            long free = refcounts.freeInPage(cursor);
            if (free >= 0) {
                cursor = free;
                return true;
            }
            cursor = (cursor & -refcounts.perPage()) + refcounts.perPage();
        }
    }

    private void check(long first, long count) throws BlockException {
        for (long cluster = first; cluster < first + count; cluster++) {
            if (structures.contains(cluster)) {
                throw Metadata.overlap(corruption, structures, geometry, cluster);
            }
        }
    }

    /** Gives back untouched clusters that nothing was written to either. */
    public void undo(Run run) throws IOException {
        cancel(run);
        file.untouch(geometry.offsetOf(run.first), geometry.offsetOf(run.first + run.count));
    }

    /** Gives back clusters that nothing ever named. */
    public void cancel(Run run) throws IOException {
        refcounts.add(run.first, run.count, -1);
        lower(run.first);
    }
}
