package org.blockyard.format.qed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.Extent;

/**
 * Goes through all tables as they are in the file and counts clusters that are used twice, or can't
 * be where an entry says (specification: Consistency checking).
 */
final class TableWalk {
    private static final int PIECE = 64 << 10;
    private static final int ENTRY = Long.BYTES;
    private static final int LEAST_CLUSTER = QedHeader.LEAST_CLUSTER;
    private static final long UNALLOCATED = 0;
    private static final long ZERO = 1;

    private final ImageFile file;
    private final QedHeader header;
    private final long fileLength;
    private final boolean repair;
    private final CheckReport report;
    private final Progress progress;
    private UsedClusters used;
    private boolean firstPart;
    private long usedEnd;
    private long usedCount;
    private long last;

    /**
     * A walk.
     *
     * @param repair whether entries that can't be are taken away, and clusters that are used twice
     *     are copied
     */
    TableWalk(
            ImageFile file,
            QedHeader header,
            boolean repair,
            CheckReport report,
            Progress progress) {
        this.file = file;
        this.header = header;
        this.fileLength = file.length();
        this.repair = repair;
        this.report = report;
        this.progress = progress;
        this.used = new UsedClusters(0, 0);
        this.usedEnd = header.headerBytes();
    }

    private long clustersInFile() {
        return fileLength / header.clusterSize();
    }

    /** Where the file ended when the walk began; copies of clusters make it longer. */
    long fileLength() {
        return fileLength;
    }

    /** Where the last cluster that is in use ends. */
    long usedEnd() {
        return usedEnd;
    }

    /** Clusters of the file that are not in use. */
    long leaks() {
        return Math.max(0, clustersInFile() - header.headerSize() - usedCount);
    }

    void run() throws IOException {
        for (long part = 0; part < clustersInFile(); part += UsedClusters.PART) {
            used = new UsedClusters(part, clustersInFile());
            firstPart = part == 0;
            use(header.l1Offset(), header.tableSize());
            eachEntry(header.l1Offset(), this::table);
            usedCount += used.count();
        }
        report.clusters(header.clusters());
    }

    /** Looks at an entry and says what it should be. */
    @FunctionalInterface
    private interface Look {
        long right(long entry, long index) throws IOException;
    }

    private void eachEntry(long table, Look look) throws IOException {
        for (long at = 0; at < header.tableBytes(); ) {
            long hole = hole(table + at, header.tableBytes() - at);
            if (hole > 0) {
                at += hole;
                continue;
            }
            int size = (int) Math.min(PIECE, header.tableBytes() - at);
            eachEntry(table + at, at / ENTRY, size, look);
            at += size;
        }
    }

    private void eachEntry(long place, long first, int size, Look look) throws IOException {
        var entries = file.read(place, size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i += ENTRY) {
            long entry = entries.getLong(i);
            long right = entry == UNALLOCATED ? entry : look.right(entry, first + i / ENTRY);
            if (right != entry && repair) {
                var bytes = ByteBuffer.allocate(ENTRY).order(ByteOrder.LITTLE_ENDIAN);
                file.write(place + i, bytes.putLong(right).flip());
            }
        }
    }

    /** How many bytes of a table are known to be zeroes: large tables are mostly holes. */
    private long hole(long place, long size) throws IOException {
        if (size <= PIECE) {
            return 0;
        }
        var content = file.child().content(place, size);
        return content.kind() == Extent.Kind.ZERO ? content.length() & -PIECE : 0;
    }

    private long table(long entry, long index) throws IOException {
        progress.update(index, header.tableEntries());
        if (!header.isTable(entry, fileLength)) {
            return wrong("L1 entry %d: no table can be at 0x%x".formatted(index, entry), entry);
        }
        boolean own = true;
        for (int i = 0; i < header.tableSize(); i++) {
            if (use(entry + (long) i * header.clusterSize(), 1)) {
                tell(
                        "L1 entry %d: cluster %d of the table at 0x%x is in use already"
                                .formatted(index, i, entry));
                own = false;
            }
        }
        if (!own) {
            return UNALLOCATED;
        }
        eachEntry(entry, (cluster, i) -> cluster(cluster, index, i));
        return entry;
    }

    private long cluster(long entry, long table, long index) throws IOException {
        if (entry == ZERO) {
            return entry;
        }
        if (firstPart) {
            report.allocated(last != 0 && last + header.clusterSize() != entry, false);
            last = entry;
        }
        if (!header.isCluster(entry, fileLength)) {
            return wrong(
                    "L2 table %d, entry %d: no cluster can be at 0x%x"
                            .formatted(table, index, entry),
                    entry);
        }
        if (use(entry, 1)) {
            tell(
                    "L2 table %d, entry %d: the cluster at 0x%x is in use already"
                            .formatted(table, index, entry));
            return repair ? copy(entry) : entry;
        }
        return entry;
    }

    /** Gives whoever comes second a cluster of its own with the same data. */
    private long copy(long cluster) throws IOException {
        long place =
                Math.max(usedEnd, fileLength + header.clusterSize() - 1 & -header.clusterSize());
        file.grow(place + header.clusterSize());
        for (int done = 0; done < header.clusterSize(); done += LEAST_CLUSTER) {
            file.write(place + done, file.read(cluster + done, LEAST_CLUSTER));
        }
        file.flush();
        usedEnd = place + header.clusterSize();
        return place;
    }

    /** An entry that can't be is taken away; all parts see it, and it is told once. */
    private long wrong(String finding, long entry) {
        if (firstPart) {
            tell(finding);
        }
        return repair ? UNALLOCATED : entry;
    }

    private void tell(String finding) {
        if (repair) {
            report.corruptionFixed(finding);
        } else {
            report.corruption(finding);
        }
    }

    /** Whether clusters were in use before. */
    private boolean use(long offset, int count) {
        boolean before = false;
        long first = offset / header.clusterSize();
        for (long cluster = first; cluster < first + count; cluster++) {
            before |= used.seen(cluster);
        }
        usedEnd = Math.max(usedEnd, (first + count) * header.clusterSize());
        return before;
    }
}
