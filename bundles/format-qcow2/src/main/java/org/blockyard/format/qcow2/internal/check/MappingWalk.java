package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.CompressedDescriptor;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Format;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.format.qcow2.internal.layout.Subclusters;
import org.blockyard.format.qcow2.internal.meta.L1Table;

/**
 * Counts what L1 and L2 tables name, of the active disk and of all snapshots. An L2 table that is
 * named several times is read once and counted as often, so that time is bounded by what is on
 * disk.
 */
final class MappingWalk {
    private static final long MOST_L1_BYTES = 4L << 30;

    private final ImageFile file;
    private final Geometry geometry;
    private final L2Format format;
    private final Findings findings;
    private final References references;
    private final Progress progress;
    private final Structures structures;
    private final boolean fix;
    private final LongCounts tables = new LongCounts();
    private final TableScan scan;
    private long l1Bytes;
    private long expectedNext;

    MappingWalk(
            ImageFile file,
            L2Format format,
            Findings findings,
            References references,
            Progress progress,
            Structures structures,
            boolean fix) {
        this.structures = structures;
        this.fix = fix;
        this.file = file;
        this.format = format;
        this.geometry = format.geometry();
        this.findings = findings;
        this.references = references;
        this.progress = progress;
        this.scan = new TableScan(file, geometry);
    }

    void walk(Header header, List<SnapshotEntry> snapshots) throws IOException {
        int entries = header.l1Entries();
        references.add(header.l1Offset(), entries * 8L, "active L1 table");
        countTables(header.l1Offset(), entries);
        for (var snapshot : snapshots) {
            countSnapshot(snapshot);
        }
        L1Table.each(
                file,
                header.l1Offset(),
                entries,
                (i, entry) -> {
                    walkActive(entry);
                    if ((i & 15) == 0) {
                        progress.update(i, entries);
                    }
                });
        for (long table : tables.sorted()) {
            int times = usable(table) ? tables.take(table) : 0;
            if (times > 0) {
                walkTable(table, times, false);
            }
        }
        progress.update(entries, entries);
    }

    private void walkActive(long l1Entry) throws IOException {
        long table = L1Entry.offset(l1Entry);
        int times = l1Entry != 0 && usable(table) ? tables.take(table) : 0;
        if (times > 0) {
            walkTable(table, times, true);
        }
    }

    private boolean usable(long table) {
        // one that is not aligned is looked at as the peer does, but never changed
        return table < references.end() && (geometry.aligned(table) || !fix);
    }

    private void countTables(long l1Offset, int entries) throws IOException {
        L1Table.each(file, l1Offset, entries, this::countTable);
    }

    private void countTable(int index, long l1Entry) {
        if ((l1Entry & L1Entry.RESERVED_MASK) != 0) {
            findings.corruption("reserved bits are set in L1 entry " + index);
        }
        if (l1Entry == 0) {
            return;
        }
        long table = L1Entry.offset(l1Entry);
        if (!geometry.aligned(table)) {
            findings.corruption(
                    "L2 table offset 0x%x (L1 entry %d) is not aligned".formatted(table, index));
        }
        references.add(table, geometry.clusterSize(), "L2 table of L1 entry " + index);
        tables.add(table);
    }

    private void countSnapshot(SnapshotEntry snapshot) throws IOException {
        var name = snapshot.info().name();
        long bytes = snapshot.l1Entries() * 8L;
        l1Bytes += Math.max(0, bytes);
        if (!geometry.aligned(snapshot.l1Offset())
                || snapshot.l1Offset() < 0
                || bytes < 0
                || bytes > Geometry.MAX_L1_BYTES
                || l1Bytes > MOST_L1_BYTES) {
            findings.corruption("the L1 table of snapshot '%s' is not valid".formatted(name));
            return;
        }
        references.add(snapshot.l1Offset(), bytes, "L1 table of snapshot '" + name + "'");
        if (snapshot.l1Offset() + bytes <= references.end()) {
            countTables(snapshot.l1Offset(), snapshot.l1Entries());
        }
    }

    private void walkTable(long table, int times, boolean active) throws IOException {
        expectedNext = 0;
        scan.load(table);
        for (int i = scan.next(0); i < scan.entries(); i = scan.next(i + 1)) {
            long entry = format.load(scan.entry(i));
            long bits = scan.bits(i);
            if (bits != 0) {
                checkBits(entry, bits, times, table, i);
            }
            if (entry != 0) {
                count(entry, times, active, table, i);
            }
        }
    }

    private void checkBits(long entry, long bits, int times, long table, int index) {
        var where = " (entry %d of the L2 table at 0x%x)".formatted(index, table);
        if ((entry & L2Entry.COMPRESSED) != 0) {
            findings.corruption("a compressed cluster has subclusters" + where, times);
        } else if (L2Entry.offset(entry) == 0 && (bits & Subclusters.ALL_PLACED) != 0) {
            findings.corruption("subclusters have no place" + where, times);
        } else if ((bits >>> Subclusters.COUNT & bits) != 0) {
            findings.corruption("subclusters are both data and zero" + where, times);
        }
    }

    private void count(long entry, int times, boolean active, long table, int index)
            throws IOException {
        switch (L2Entry.kind(geometry.extended() ? entry & ~L2Entry.ZERO : entry)) {
            case COMPRESSED -> countCompressed(entry, times, active);
            case DATA -> countStandard(entry, times, active, table, index);
            case ZERO_ALLOCATED -> {
                if (!straightened(entry, active, table, index)) {
                    countStandard(entry, times, active, table, index);
                }
            }
            case UNALLOCATED, ZERO -> checkReserved(entry, times, table, index);
        }
    }

    /** A zero cluster needs no place, so a wrong one can go. */
    private boolean straightened(long entry, boolean active, long table, int index)
            throws IOException {
        if (!fix
                || !active
                || structures.contains(table)
                || geometry.aligned(L2Entry.offset(entry))) {
            return false;
        }
        file.write(table + index * 8L, ByteBuffer.allocate(8).putLong(0, L2Entry.ZERO));
        findings.repaired("zero cluster at 0x%x was not aligned".formatted(L2Entry.offset(entry)));
        return true;
    }

    private void checkReserved(long entry, int times, long table, int index) {
        long reserved = L2Entry.RESERVED_MASK | (geometry.extended() ? L2Entry.ZERO : 0);
        if ((entry & reserved) != 0) {
            findings.corruption(
                    "reserved bits are set in entry %d of the L2 table at 0x%x"
                            .formatted(index, table),
                    times);
        }
    }

    private void countCompressed(long entry, int times, boolean active) {
        if ((entry & L2Entry.COPIED) != 0 && !fix) {
            // where it is repaired, that is found with the other marks
            findings.corruption("a compressed cluster is marked as copied", times);
        }
        var packed = CompressedDescriptor.of(entry, geometry);
        references.addTimes(packed.offset(), packed.length(), times, "compressed cluster");
        if (active) {
            findings.allocated++;
            findings.compressed++;
            findings.fragmented++;
        }
    }

    private void countStandard(long entry, int times, boolean active, long table, int index) {
        checkReserved(entry, times, table, index);
        long offset = L2Entry.offset(entry);
        if (active) {
            findings.allocated++;
            findings.fragmented += expectedNext != 0 && offset != expectedNext ? 1 : 0;
            expectedNext = offset + geometry.clusterSize();
        }
        if (!geometry.aligned(offset)) {
            findings.corruption(
                    "cluster offset 0x%x is not aligned (entry %d of the L2 table at 0x%x)"
                            .formatted(offset, index, table),
                    times);
        }
        if (!format.dataFile()) {
            references.addTimes(offset, geometry.clusterSize(), times, "guest cluster");
        }
    }
}
