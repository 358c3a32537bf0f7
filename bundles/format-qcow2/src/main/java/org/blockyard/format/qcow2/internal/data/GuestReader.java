package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;

/**
 * Reads guest data. Clusters of one kind that follow each other are read as one. Called inside a
 * request's bracket.
 */
final class GuestReader {
    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final Clusters clusters;
    private final Backing backing;
    private final CompressedReader compressed;

    GuestReader(
            Metadata metadata,
            GuestData data,
            Clusters clusters,
            Backing backing,
            CompressedReader compressed) {
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.clusters = clusters;
        this.backing = backing;
        this.compressed = compressed;
    }

    /** Fills the rest of the buffer. */
    void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            long entry = mapping.unit(geometry.unitOf(at));
            int length = run(at, entry, end - target.position(), true);
            target.limit(target.position() + length);
            readRun(at, entry, target);
            target.limit(end);
            at += length;
        }
    }

    /** Fills the rest of the buffer if that can be done at once; otherwise its position stays. */
    boolean tryRead(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        int end = target.limit();
        for (long at = offset; target.position() < end; ) {
            long entry = mapping.cachedUnit(geometry.unitOf(at));
            int length =
                    entry == Mapping.UNKNOWN ? 0 : run(at, entry, end - target.position(), false);
            boolean done =
                    length > 0 && tryRun(at, entry, target.limit(target.position() + length));
            target.limit(end);
            if (!done) {
                target.position(start);
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Lends bytes that lie in one piece, in this file or below it, if that can be done at once. */
    Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        var lent = tryMapSome(offset, length);
        if (lent.isPresent() && lent.get().bytes().remaining() < length) {
            lent.get().close();
            return Optional.empty();
        }
        return lent;
    }

    /** Lends the first bytes of a range, those that lie in one piece. */
    Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        long entry = mapping.cachedUnit(geometry.unitOf(offset));
        if (entry == Mapping.UNKNOWN) {
            return Optional.empty();
        }
        int run = run(offset, entry, length, false);
        return switch (L2Entry.kind(entry)) {
            case DATA ->
                    clusters.valid(entry)
                            ? data.tryMapSome(L2Entry.offset(entry) + geometry.inUnit(offset), run)
                            : Optional.empty();
            case UNALLOCATED -> backing.tryMapSome(offset, run);
            case ZERO, ZERO_ALLOCATED, COMPRESSED -> Optional.empty();
        };
    }

    /** Lends the place of the first bytes of a range, in this file or below it. */
    Optional<LentPlace> lendPlace(long offset, int length) throws IOException {
        long entry = mapping.unit(geometry.unitOf(offset));
        int run = run(offset, entry, length, true);
        return switch (L2Entry.kind(entry)) {
            case DATA ->
                    data.lendPlace(clusters.place(entry, offset) + geometry.inUnit(offset), run);
            case UNALLOCATED -> backing.lendPlace(offset, run);
            case ZERO, ZERO_ALLOCATED, COMPRESSED -> Optional.empty();
        };
    }

    /** Lends the place of the first bytes of a range for a read, if it is known at once. */
    Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        long entry = mapping.cachedUnit(geometry.unitOf(offset));
        if (entry == Mapping.UNKNOWN) {
            return Optional.empty();
        }
        int run = run(offset, entry, length, false);
        return switch (L2Entry.kind(entry)) {
            case DATA ->
                    clusters.valid(entry)
                            ? data.tryLendPlace(
                                    L2Entry.offset(entry) + geometry.inUnit(offset), run)
                            : Optional.empty();
            case UNALLOCATED -> backing.tryLendPlace(offset, run);
            case ZERO, ZERO_ALLOCATED, COMPRESSED -> Optional.empty();
        };
    }

    /** Reads what an entry names; the buffer ends where its run does. */
    void readRun(long offset, long entry, ByteBuffer target) throws IOException {
        switch (L2Entry.kind(entry)) {
            case DATA ->
                    data.read(
                            clusters.place(entry, offset) + geometry.inUnit(offset),
                            offset,
                            target);
            case ZERO, ZERO_ALLOCATED -> {
                clusters.place(entry, offset);
                ImageFile.zero(target);
            }
            case UNALLOCATED -> backing.read(offset, target);
            case COMPRESSED -> compressed.read(entry, geometry.inCluster(offset), target);
        }
    }

    /** As {@link #readRun}, if that can be done at once. */
    boolean tryRun(long offset, long entry, ByteBuffer target) throws IOException {
        if (L2Entry.isData(entry)) {
            return clusters.valid(entry)
                    && data.tryRead(
                            L2Entry.offset(entry) + geometry.inUnit(offset), offset, target);
        }
        return switch (L2Entry.kind(entry)) {
            case ZERO, ZERO_ALLOCATED -> {
                if (clusters.valid(entry)) {
                    ImageFile.zero(target);
                    yield true;
                }
                yield false;
            }
            case UNALLOCATED -> backing.tryRead(offset, target);
            case COMPRESSED -> compressed.tryRead(entry, geometry.inCluster(offset), target);
            case DATA -> false;
        };
    }

    /**
     * How many bytes from {@code offset} on are of the kind that {@code entry} says, in one piece
     * if they have a place.
     *
     * @param block whether entries may be read from the file for it
     */
    int run(long offset, long entry, int most, boolean block) throws IOException {
        if (L2Entry.kind(entry) == Kind.COMPRESSED) {
            return Math.min(geometry.clusterSize() - geometry.inCluster(offset), most);
        }
        long length = geometry.unitSize() - geometry.inUnit(offset);
        long unit = geometry.unitOf(offset);
        long expected = entry;
        long step = L2Entry.isData(entry) ? geometry.unitSize() : 0;
        while (length < most) {
            unit++;
            expected += step;
            long known = mapping.knownRun(unit, geometry.unitOf(most - length), expected, step);
            length += known << geometry.unitBits();
            unit += known;
            expected += known * step;
            if (length >= most) {
                break;
            }
            long next = block ? mapping.unit(unit) : mapping.cachedUnit(unit);
            if (next == Mapping.UNKNOWN || !continues(next, expected)) {
                break;
            }
            length += geometry.unitSize();
        }
        return (int) Math.min(length, most);
    }

    private static boolean continues(long next, long expected) {
        var kind = L2Entry.kind(next);
        return switch (L2Entry.kind(expected)) {
            case DATA -> kind == Kind.DATA && L2Entry.offset(next) == L2Entry.offset(expected);
            case ZERO, ZERO_ALLOCATED -> kind == Kind.ZERO || kind == Kind.ZERO_ALLOCATED;
            case UNALLOCATED -> kind == Kind.UNALLOCATED;
            case COMPRESSED -> false;
        };
    }
}
