package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BufferPool;

/**
 * Puts at the new place of clusters what a write brings, and around that what they held before, as
 * far as the new place does not read so by itself.
 */
final class ClusterFilling {
    /** From this size on data are not copied to be written as one with what is around them. */
    private static final int MOST_JOINED = 1 << 20;

    /** Guest offsets between which a new place is filled. */
    record Range(long from, long to) {
        int size() {
            return (int) (to - from);
        }
    }

    /** No bytes at all. */
    static final Range NOTHING = new Range(0, 0);

    private final Metadata metadata;
    private final Geometry geometry;
    private final GuestData data;
    private final Clusters clusters;
    private final GuestReader reader;
    private final Backing backing;
    private final BufferPool buffers;

    ClusterFilling(
            Metadata metadata,
            GuestData data,
            Clusters clusters,
            GuestReader reader,
            Backing backing,
            BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.data = data;
        this.clusters = clusters;
        this.reader = reader;
        this.backing = backing;
        this.buffers = buffers;
    }

    /** Fills what {@link #rangeOf} says; the rest of the buffer are the data at {@code offset}. */
    void fill(Claim claim, Range range, long offset, ByteBuffer source) throws IOException {
        long dataEnd = offset + source.remaining();
        long shift = shift(claim);
        guard(claim, dataEnd);
        if (range.size() > MOST_JOINED) {
            copy(claim, range.from, offset, shift);
            copy(claim, dataEnd, range.to, shift);
            data.write(offset + shift, offset, source);
        } else if (range.size() > source.remaining()) {
            try (var lent = buffers.lend(range.size())) {
                var all = lent.bytes().clear().limit(range.size());
                join(claim, range, offset, source, all, true);
                data.write(range.from + shift, range.from, all);
            }
        } else {
            data.write(offset + shift, offset, source);
        }
    }

    /** By how much bytes lie further in the file than on the disk. */
    long shift(Claim claim) {
        return claim.host() - geometry.offsetOf(claim.first());
    }

    /** Keeps guest data out of metadata. */
    void guard(Claim claim, long dataEnd) throws IOException {
        clusters.guard(claim.host(), endOf(claim, dataEnd) - geometry.offsetOf(claim.first()));
    }

    /**
     * Puts together what a range is to hold, in a buffer of its size that is ready to be written
     * then; the source's position ends at its limit.
     *
     * @param block whether this may wait
     * @return false if it can't be done without waiting; what is in the buffer is of no use then
     */
    boolean join(
            Claim claim, Range range, long offset, ByteBuffer source, ByteBuffer all, boolean block)
            throws IOException {
        int head = (int) (offset - range.from);
        int tail = head + source.remaining();
        if (!readOld(claim, range.from, all.slice(0, head), block)
                || !readOld(
                        claim, range.from + tail, all.slice(tail, range.size() - tail), block)) {
            return false;
        }
        all.put(head, source, source.position(), source.remaining());
        source.position(source.limit());
        return true;
    }

    /**
     * What is to be filled: the data, the rest of the units that they begin and end in, and what
     * else these clusters held, if the place is a new one.
     */
    Range rangeOf(Claim claim, long offset, long dataEnd) {
        long end = endOf(claim, dataEnd);
        long from = offset - geometry.inUnit(offset);
        if (from < offset && keepsItself(claim, offset, from)) {
            from = offset;
        }
        long start = geometry.offsetOf(claim.first());
        long tail = Math.min(end, dataEnd + (-dataEnd & geometry.unitSize() - 1L));
        long to = tail;
        if (dataEnd < tail && keepsItself(claim, dataEnd, dataEnd)) {
            to = dataEnd;
        }
        if (!claim.fresh() || !geometry.extended()) {
            return new Range(from, to);
        }
        for (long at = start; at < from; at += geometry.unitSize()) {
            if (moves(oldUnit(claim, at))) {
                from = at;
            }
        }
        long clusterEnd = Math.min(end, geometry.offsetOf(claim.end()));
        for (long at = tail; at < clusterEnd; at += geometry.unitSize()) {
            if (moves(oldUnit(claim, at))) {
                to = Math.min(clusterEnd, at + geometry.unitSize());
            }
        }
        return new Range(from, to);
    }

    private static boolean moves(long unit) {
        var kind = L2Entry.kind(unit);
        return kind == Kind.DATA || kind == Kind.COMPRESSED;
    }

    /**
     * Whether the rest of a unit needs no filling: it is there, or reads as zeroes as it should.
     */
    private boolean keepsItself(Claim claim, long inUnit, long from) {
        if (!claim.fresh() && geometry.extended()) {
            return L2Entry.kind(oldUnit(claim, inUnit)) == Kind.DATA;
        }
        return blank(claim, oldUnit(claim, inUnit), from);
    }

    /** What the mapping said of the unit in which a byte lies. */
    private long oldUnit(Claim claim, long offset) {
        int which = (int) (geometry.clusterOf(offset) - claim.first());
        long entry = claim.old()[which];
        if (!geometry.extended()) {
            return entry;
        }
        long first = (entry & L2Entry.COMPRESSED) != 0 ? entry : Subclusters.first(entry);
        int index = geometry.indexInCluster(geometry.unitOf(offset));
        return Subclusters.unit(first, claim.bits()[which], index, geometry);
    }

    /** Where a claim ends; a data file gets no bytes behind the disk's end. */
    private long endOf(Claim claim, long dataEnd) {
        long end = geometry.offsetOf(claim.end());
        return metadata.dataApart()
                ? Math.max(dataEnd, Math.min(end, metadata.store().header().size()))
                : end;
    }

    /**
     * Whether what a cluster held reads as zeroes from a place on, as its new place does by itself.
     */
    private boolean blank(Claim claim, long unit, long from) {
        return claim.untouched()
                && switch (L2Entry.kind(unit)) {
                    case ZERO, ZERO_ALLOCATED -> true;
                    case UNALLOCATED -> backing.isBeyond(from);
                    case DATA, COMPRESSED -> false;
                };
    }

    private void copy(Claim claim, long from, long to, long shift) throws IOException {
        if (to > from) {
            try (var lent = buffers.lend((int) (to - from))) {
                var bytes = lent.bytes().clear().limit((int) (to - from));
                readOld(claim, from, bytes, true);
                data.write(from + shift, from, bytes.flip());
            }
        }
    }

    /** Reads what the clusters held before. */
    private boolean readOld(Claim claim, long offset, ByteBuffer target, boolean block)
            throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            long unit = oldUnit(claim, at);
            int length = Math.min(oldRun(claim, unit, at), end - target.position());
            target.limit(target.position() + length);
            if (block) {
                reader.readRun(at, unit, target);
            } else if (!reader.tryRun(at, unit, target)) {
                return false;
            }
            target.limit(end);
            at += length;
        }
        return true;
    }

    /** How many bytes from an offset on lie in one place, or in none. */
    private int oldRun(Claim claim, long unit, long offset) {
        if (L2Entry.kind(unit) == Kind.COMPRESSED) {
            return geometry.clusterSize() - geometry.inCluster(offset);
        }
        int run = geometry.unitSize() - geometry.inUnit(offset);
        long last = geometry.unitOf(geometry.offsetOf(claim.end()) - 1);
        for (long next = geometry.unitOf(offset) + 1; next <= last; next++) {
            if (unit != 0 || oldUnit(claim, next << geometry.unitBits()) != 0) {
                break;
            }
            run += geometry.unitSize();
        }
        return run;
    }
}
