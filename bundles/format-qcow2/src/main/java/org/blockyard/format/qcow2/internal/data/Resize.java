package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Preallocation;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry.Kind;
import org.blockyard.format.qcow2.internal.meta.L1Growth;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.snapshot.Snapshots;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** Changes the disk's length, with no request in flight. */
final class Resize {
    private static final int PIECE = 1 << 20;

    private final Metadata metadata;
    private final Geometry geometry;
    private final ClusterEdits edits;
    private final GuestWriter writer;
    private final Claims claims;
    private final Backing backing;
    private final Snapshots snapshots;

    /** Where the file of guest data ended before it grew: from there on it reads as zeroes. */
    private long blankFrom;

    Resize(
            Metadata metadata,
            ClusterEdits edits,
            GuestWriter writer,
            Claims claims,
            Backing backing,
            Snapshots snapshots) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.edits = edits;
        this.writer = writer;
        this.claims = claims;
        this.backing = backing;
        this.snapshots = snapshots;
    }

    void to(long length, Preallocation preallocation) throws IOException {
        long old = metadata.store().header().size();
        refuseWhatCannotBe(length, old, preallocation);
        if (length > old) {
            grow(old, length, preallocation);
        } else if (length < old) {
            shrink(old, length);
        }
    }

    private void refuseWhatCannotBe(long length, long old, Preallocation preallocation)
            throws BlockException {
        if (metadata.store().header().version() == 2 && !snapshots.list().isEmpty()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Can't resize a v2 image which has snapshots");
        }
        if (length < old && preallocation != Preallocation.OFF) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "Preallocation can only be used for growing images");
        }
        if (geometry.l1EntriesFor(length) > Geometry.MAX_L1_BYTES / 8) {
            throw new BlockException(
                            ErrorKind.OUT_OF_RANGE,
                            "the image size is too large for its cluster size")
                    .hint("use a larger cluster size");
        }
    }

    private void grow(long old, long length, Preallocation preallocation) throws IOException {
        new L1Growth(metadata).to((int) geometry.l1EntriesFor(length));
        blankFrom = metadata.data().length();
        if (metadata.dataApart()) {
            growDataFile(metadata.fixedPlace(0) + length, preallocation);
        }
        hideOldContent(old, length);
        if (preallocation != Preallocation.OFF) {
            preallocate(geometry.clustersFor(old), geometry.clustersFor(length), preallocation);
        } else if (metadata.dataRaw()) {
            // who reads the data file by itself sees zeroes there, and so must the mapping
            preallocate(
                    geometry.clustersFor(old),
                    geometry.clustersFor(length),
                    Preallocation.METADATA);
        }
        metadata.writeBack().flush();
        metadata.store().update(header -> header.withSize(length));
        metadata.file().flush();
    }

    private void growDataFile(long end, Preallocation how) throws IOException {
        if (how == Preallocation.FALLOC || how == Preallocation.FULL) {
            metadata.data().preallocate(end, how);
        }
        metadata.data().setLength(end);
    }

    /** What was cut off once, or lies below the new part in the backing, must read as zeroes. */
    private void hideOldContent(long old, long length) throws IOException {
        // machine state that came back with a snapshot lies behind the disk's end
        edits.drop(geometry.clustersFor(old), geometry.clustersFor(length));
        long tail = Math.min(length, geometry.roundUp(old));
        if (tail > old && !readsAsZero(old, tail)) {
            writeZeroBytes(old, tail);
        }
        long below = Math.min(length, backing.length());
        if (below > tail) {
            long first = geometry.clusterOf(tail);
            long end = geometry.clustersFor(below);
            if (edits.canZero()) {
                edits.zero(first, end, false);
            } else {
                writeZeroBytes(tail, below);
            }
        }
    }

    private boolean readsAsZero(long from, long to) throws IOException {
        for (long unit = geometry.unitOf(from); unit <= geometry.unitOf(to - 1); unit++) {
            var kind = L2Entry.kind(metadata.mapping().unit(unit));
            if (kind == Kind.DATA
                    || kind == Kind.COMPRESSED
                    || kind == Kind.UNALLOCATED && !backing.isBeyond(from)) {
                return false;
            }
        }
        return true;
    }

    private void writeZeroBytes(long from, long to) throws IOException {
        var zeroes = ByteBuffer.allocate((int) Math.min(PIECE, to - from));
        for (long at = from; at < to; at += zeroes.limit()) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), to - at));
            writer.write(at, zeroes);
        }
    }

    /** Gives each cluster of a range a place. */
    private void preallocate(long first, long end, Preallocation how) throws IOException {
        if (metadata.encrypted() && geometry.version() < 3) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "an encrypted image of version 2 can't have clusters that were not written");
        }
        if (how != Preallocation.METADATA && !metadata.dataApart()) {
            // what the file was grown by in steps has no space yet
            metadata.file().trim(metadata.file().touchedEnd());
            metadata.file().preallocate(estimatedEnd(end - first), how);
        }
        for (long at = first; at < end; ) {
            var claim = claims.claim(at, end);
            if (claim == null) {
                at++;
                continue;
            }
            if (metadata.encrypted()) {
                claims.completeZero(claim);
                at = claim.end();
                continue;
            }
            if (metadata.dataApart()) {
                zeroDataFile(claim);
            } else if (!claim.untouched()) {
                metadata.file().writeZeroes(claim.host(), geometry.offsetOf(claim.count()));
            }
            claims.complete(claim);
            at = claim.end();
        }
    }

    /**
     * A raw data file holds what the disk holds, whatever it is; another may hold anything up to
     * where it ended before.
     */
    private void zeroDataFile(Claim claim) throws IOException {
        long end = Math.min(claim.host() + geometry.offsetOf(claim.count()), blankFrom);
        if (!metadata.dataRaw() && end > claim.host()) {
            metadata.data().writeZeroes(claim.host(), end - claim.host(), RequestFlags.MAY_UNMAP);
        }
    }

    private long estimatedEnd(long clusters) {
        long tables = clusters / geometry.l2Entries() + 1;
        long counted = clusters + tables;
        long blocks = counted / geometry.refcountsPerBlock() + 1;
        return metadata.file().touchedEnd() + geometry.offsetOf(counted + blocks);
    }

    private void shrink(long old, long length) throws IOException {
        metadata.store().update(header -> header.withSize(length));
        metadata.file().flush();
        drop(geometry.clustersFor(length), geometry.clustersFor(old));
        if (metadata.dataApart()) {
            metadata.data().setLength(metadata.fixedPlace(0) + length);
        }
        trimFile();
    }

    /** The file ends behind the last cluster that is in use. */
    void trimFile() throws IOException {
        metadata.writeBack()
                .exclusively(
                        () ->
                                metadata.file()
                                        .trim(
                                                geometry.offsetOf(
                                                        metadata.refcounts().lastInUse() + 1)));
    }

    /** Gives up all clusters of the disk; the backing shows through. */
    void empty() throws IOException {
        drop(0, geometry.clustersFor(metadata.store().header().size()));
        metadata.file().flush();
    }

    private void drop(long first, long end) throws IOException {
        edits.drop(first, end);
        long firstTable = (first + geometry.l2Entries() - 1) >>> geometry.l2Bits();
        metadata.writeBack()
                .exclusively(
                        () -> {
                            for (long table = firstTable;
                                    table << geometry.l2Bits() < end;
                                    table++) {
                                metadata.dropTable((int) table);
                            }
                        });
        metadata.writeBack().settle();
    }
}
