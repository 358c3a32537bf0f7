package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BufferPool;

/**
 * Writes guest data: in place where a cluster is the disk's own, else to new clusters, with what
 * the write does not cover copied along. Called inside a request's bracket.
 */
final class GuestWriter {
    private static final int MOST_AT_ONCE = 1 << 20;

    private final Metadata metadata;
    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final Clusters clusters;
    private final Claims claims;
    private final GuestReader reader;
    private final Backing backing;
    private final BufferPool buffers;

    GuestWriter(
            Metadata metadata,
            GuestData data,
            Clusters clusters,
            Claims claims,
            GuestReader reader,
            Backing backing,
            BufferPool buffers) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.clusters = clusters;
        this.claims = claims;
        this.reader = reader;
        this.backing = backing;
        this.buffers = buffers;
    }

    /** Writes the rest of the buffer. */
    void write(long offset, ByteBuffer source) throws IOException {
        int end = source.limit();
        for (long at = offset; source.position() < end; ) {
            int before = source.position();
            long entry = mapping.unit(geometry.unitOf(at));
            if (L2Entry.writable(entry)) {
                writeInPlace(at, entry, source);
            } else {
                writeElsewhere(at, source);
            }
            source.limit(end);
            at += source.position() - before;
        }
    }

    /** Writes the rest of the buffer if it can be done at once and in one piece. */
    boolean tryWrite(long offset, ByteBuffer source) throws IOException {
        long entry = mapping.cachedUnit(geometry.unitOf(offset));
        if (entry == Mapping.UNKNOWN || !clusters.valid(entry)) {
            return false;
        }
        int size = source.remaining();
        boolean one = geometry.inUnit(offset) + size <= geometry.unitSize();
        if (!L2Entry.writable(entry)) {
            return one && tryWriteElsewhere(offset, entry, source);
        }
        long host = L2Entry.offset(entry) + geometry.inUnit(offset);
        if (one) {
            return !clusters.guarded(host) && data.tryWrite(host, offset, source);
        }
        if (writableRun(offset, entry, size, false) < size) {
            return false;
        }
        clusters.guard(host, size);
        return data.tryWrite(host, offset, source);
    }

    /**
     * Writes to a cluster that reads as zeroes up to now, if its new place needs neither searching
     * nor filling.
     */
    private boolean tryWriteElsewhere(long offset, long entry, ByteBuffer source)
            throws IOException {
        long cluster = geometry.clusterOf(offset);
        boolean blank =
                entry == L2Entry.ZERO
                        || entry == 0 && backing.isBeyond(offset - geometry.inUnit(offset));
        var claim = blank ? claims.tryClaim(cluster) : null;
        if (claim == null) {
            return false;
        }
        int size = source.remaining();
        boolean failed = true;
        boolean written;
        try {
            written = data.tryWrite(claim.host() + geometry.inCluster(offset), offset, source);
            failed = false;
        } finally {
            if (failed) {
                claims.abandon(claim);
            }
        }
        if (written) {
            claims.complete(claim, offset, offset + size);
        } else {
            claims.undo(claim);
        }
        return written;
    }

    private void writeInPlace(long offset, long entry, ByteBuffer source) throws IOException {
        long host = clusters.place(entry, offset) + geometry.inUnit(offset);
        int length = writableRun(offset, entry, source.remaining(), true);
        clusters.guard(host, length);
        data.write(host, offset, source.limit(source.position() + length));
    }

    /** How many bytes from a place on can be written where they are, in one piece. */
    int writableRun(long offset, long entry, int most, boolean block) throws IOException {
        long length = geometry.unitSize() - geometry.inUnit(offset);
        long unit = geometry.unitOf(offset);
        long expected = entry;
        while (length < most) {
            unit++;
            expected += geometry.unitSize();
            long next = block ? mapping.unit(unit) : mapping.cachedUnit(unit);
            if (next == Mapping.UNKNOWN
                    || !L2Entry.writable(next)
                    || L2Entry.offset(next) != L2Entry.offset(expected)) {
                break;
            }
            length += geometry.unitSize();
        }
        return (int) Math.min(length, most);
    }

    private void writeElsewhere(long offset, ByteBuffer source) throws IOException {
        var claim =
                claims.claim(
                        geometry.clusterOf(offset),
                        geometry.clustersFor(offset + source.remaining()),
                        geometry.unitOf(offset));
        if (claim == null) {
            return;
        }
        boolean written = false;
        var range = new Range(0, 0);
        try {
            long covered = geometry.offsetOf(claim.end()) - offset;
            source.limit(source.position() + (int) Math.min(covered, source.remaining()));
            range = rangeOf(claim, offset, offset + source.remaining());
            fill(claim, range, offset, source);
            written = true;
        } finally {
            if (!written) {
                claims.abandon(claim);
            }
        }
        claims.complete(claim, range.from, range.to);
    }

    /** Guest offsets between which a new place is filled. */
    private record Range(long from, long to) {}

    /**
     * What is to be filled: the data, the rest of the units that they begin and end in, and what
     * else these clusters held, if the place is a new one.
     */
    private Range rangeOf(Claim claim, long offset, long dataEnd) {
        long end = endOf(claim, dataEnd);
        long from = offset - geometry.inUnit(offset);
        if (from < offset && keepsItself(claim, 0, offset, from)) {
            from = offset;
        }
        long start = geometry.offsetOf(claim.first());
        long last = claim.count() - 1;
        long tail = Math.min(end, dataEnd + (-dataEnd & geometry.unitSize() - 1L));
        long to = tail;
        if (dataEnd < tail && keepsItself(claim, (int) last, dataEnd, dataEnd)) {
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
    private boolean keepsItself(Claim claim, int which, long inUnit, long from) {
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

    /** Writes the data to the claimed place, and around them what the clusters held. */
    private void fill(Claim claim, Range range, long offset, ByteBuffer source) throws IOException {
        long start = geometry.offsetOf(claim.first());
        long dataEnd = offset + source.remaining();
        long end = endOf(claim, dataEnd);
        long from = range.from;
        long to = range.to;
        long shift = claim.host() - start;
        clusters.guard(claim.host(), end - start);
        if (to - from > MOST_AT_ONCE) {
            copy(claim, from, offset, shift);
            copy(claim, dataEnd, to, shift);
            data.write(offset + shift, offset, source);
        } else if (to - from > source.remaining()) {
            writeJoined(claim, from, to, offset, source);
        } else {
            data.write(offset + shift, offset, source);
        }
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

    private void writeJoined(Claim claim, long from, long to, long offset, ByteBuffer source)
            throws IOException {
        try (var lent = buffers.lend((int) (to - from))) {
            var all = lent.bytes().clear().limit((int) (to - from));
            long dataEnd = offset + source.remaining();
            readOld(claim, from, all.slice(0, (int) (offset - from)));
            readOld(claim, dataEnd, all.slice((int) (dataEnd - from), (int) (to - dataEnd)));
            all.put((int) (offset - from), source, source.position(), source.remaining());
            data.write(claim.host() + from - geometry.offsetOf(claim.first()), from, all);
            source.position(source.limit());
        }
    }

    private void copy(Claim claim, long from, long to, long shift) throws IOException {
        if (to > from) {
            try (var lent = buffers.lend((int) (to - from))) {
                var bytes = lent.bytes().clear().limit((int) (to - from));
                readOld(claim, from, bytes);
                data.write(from + shift, from, bytes.flip());
            }
        }
    }

    /** Reads what one cluster held before. */
    private void readOld(Claim claim, long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            long unit = oldUnit(claim, at);
            int inside =
                    L2Entry.kind(unit) == Kind.COMPRESSED
                            ? geometry.clusterSize() - geometry.inCluster(at)
                            : geometry.unitSize() - geometry.inUnit(at);
            int length = Math.min(inside, end - target.position());
            reader.readRun(at, unit, target.limit(target.position() + length));
            target.limit(end);
            at += length;
        }
    }
}
