package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.layout.L2Format;
import org.blockyard.format.qcow2.internal.meta.L1Table;

/**
 * Checks, and sets right, that entries of the active tables are marked as copied exactly if what
 * they name is named once. A mark that is missing only costs a copy; one too many would let a write
 * through to a snapshot.
 */
final class CopiedFlags {
    private final ImageFile file;
    private final Geometry geometry;
    private final L2Format format;
    private final Counts counts;
    private final Structures structures;
    private final Findings findings;
    private final boolean fix;
    private final LongCounts seen = new LongCounts();
    private final TableScan scan;

    /** The reference count that a cluster has. */
    interface Counts {
        /** For one cluster. */
        long of(long cluster) throws IOException;
    }

    CopiedFlags(
            ImageFile file,
            L2Format format,
            Counts counts,
            Structures structures,
            Findings findings,
            boolean fix) {
        this.structures = structures;
        this.file = file;
        this.format = format;
        this.geometry = format.geometry();
        this.counts = counts;
        this.findings = findings;
        this.fix = fix;
        this.scan = new TableScan(file, geometry);
    }

    void check(Header header) throws IOException {
        L1Table.each(
                file,
                header.l1Offset(),
                header.l1Entries(),
                (i, entry) -> checkEntry(entry, i, header.l1Offset() + i * 8L));
    }

    private void checkEntry(long l1Entry, int index, long at) throws IOException {
        long table = L1Entry.offset(l1Entry);
        if (table == 0 || !geometry.aligned(table) || table >= file.length()) {
            return;
        }
        long right = marked(l1Entry, table);
        if (right != l1Entry) {
            found("L1 entry %d".formatted(index));
            if (fix) {
                file.write(at, ByteBuffer.allocate(8).putLong(0, right));
            }
        }
        // in a data file nothing is shared, so nothing is counted
        if (!format.dataFile() && seen.addNew(table)) {
            checkTable(table);
        }
    }

    private void checkTable(long table) throws IOException {
        scan.load(table);
        boolean changed = false;
        for (int i = scan.next(0); i < scan.entries(); i = scan.next(i + 1)) {
            long entry = scan.entry(i);
            long right = rightOf(entry);
            if (right != entry) {
                found("entry %d of the L2 table at 0x%x".formatted(i, table));
                scan.change(i, right);
                changed = true;
            }
        }
        if (changed && fix && !structures.contains(table)) {
            scan.store(table);
        }
    }

    /** In an extended entry the bit that says zero otherwise is reserved. */
    private L2Entry.Kind kind(long entry) {
        return L2Entry.kind(geometry.extended() ? entry & ~L2Entry.ZERO : entry);
    }

    private long rightOf(long entry) throws IOException {
        return switch (kind(entry)) {
            case DATA, ZERO_ALLOCATED -> marked(entry, L2Entry.offset(entry));
            case COMPRESSED -> fix ? entry & ~L2Entry.COPIED : entry;
            case UNALLOCATED, ZERO -> entry;
        };
    }

    private long marked(long entry, long offset) throws IOException {
        return counts.of(geometry.clusterOf(offset)) == 1
                ? entry | L2Entry.COPIED
                : entry & ~L2Entry.COPIED;
    }

    private void found(String where) {
        if (fix) {
            findings.repaired(where + " was marked wrongly as copied or not");
        } else {
            findings.corruption(where + " is marked wrongly as copied or not");
        }
    }
}
