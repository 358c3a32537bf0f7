package org.blockyard.format.qcow2.internal.check;

import java.io.IOException;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.qcow2.internal.crypt.Encryption;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.L2Format;
import org.blockyard.format.qcow2.internal.meta.HeaderStore;
import org.blockyard.format.qcow2.internal.meta.L1Table;
import org.blockyard.format.qcow2.internal.meta.Refcounts;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;

/**
 * Checks an image as it is on disk: takes down all that is named, compares with what is counted,
 * then looks at the marks. Works past all caches, so whoever has any writes them before and forgets
 * them after.
 */
public final class ImageCheck {
    private final ImageFile file;
    private final HeaderStore store;
    private final SnapshotTable snapshots;
    private final Repair repair;
    private final long mostBytes;
    private final Findings findings;
    private final Progress progress;
    private final Geometry geometry;

    /** A check of one image, that counts in an eighth of the memory that there is. */
    public ImageCheck(
            ImageFile file,
            HeaderStore store,
            SnapshotTable snapshots,
            Repair repair,
            Consumer<String> listener,
            Progress progress) {
        this(
                file,
                store,
                snapshots,
                repair,
                listener,
                progress,
                Runtime.getRuntime().maxMemory() / 8);
    }

    /**
     * A check of one image.
     *
     * @param mostBytes what counts may take, but for a repair of everything; if they need more, all
     *     is named several times
     */
    public ImageCheck(
            ImageFile file,
            HeaderStore store,
            SnapshotTable snapshots,
            Repair repair,
            Consumer<String> listener,
            Progress progress,
            long mostBytes) {
        this.mostBytes = mostBytes;
        this.file = file;
        this.store = store;
        this.snapshots = snapshots;
        this.repair = repair;
        this.findings = new Findings(listener);
        this.progress = progress;
        this.geometry = store.header().geometry();
    }

    /** Runs it. */
    public CheckResult run() throws IOException {
        var header = store.header();
        var table = refcountTable(header);
        var structures = new Structures(header, table, snapshots.bytes());
        var comparison = new CountComparison(file, geometry, findings, repair != Repair.NONE);
        boolean broken = false;
        for (long start = 0; start < Long.MAX_VALUE; ) {
            var used =
                    repair == Repair.ALL ? new UsedClusters() : new UsedClusters(start, mostBytes);
            var once = start == 0 ? findings : new Findings(sentence -> {});
            nameEverythingElse(header, used, once, structures);
            broken |= nameRefcounts(header, table, used, once);
            comparison.compare(table, used, repair == Repair.ALL && !broken);
            start = used.end();
        }
        if ((broken || comparison.needsRebuild()) && repair == Repair.ALL) {
            table = rebuild(header, structures);
        }
        var counts = new DiskCounts(file, geometry, table);
        new CopiedFlags(file, L2Format.of(header), counts::of, structures, findings, mendsFlags())
                .check(header);
        finish();
        return findings.result(
                geometry.offsetOf(comparison.highest() + 1), geometry.clustersFor(header.size()));
    }

    /** Flags follow from the counts: where these are right, any repair may set them. */
    private boolean mendsFlags() {
        return repair == Repair.ALL
                || repair == Repair.LEAKS && findings.corruptions == 0 && findings.errors == 0;
    }

    private long[] refcountTable(Header header) throws IOException {
        int entries = header.refcountTableClusters() << (geometry.clusterBits() - 3);
        return L1Table.longs(file, header.refcountTableOffset(), entries);
    }

    private void nameEverythingElse(
            Header header, UsedClusters used, Findings told, Structures structures)
            throws IOException {
        var references = new References(geometry, used, told, file.length());
        references.add(0, geometry.clusterSize(), "header");
        references.add(header.snapshotsOffset(), snapshots.bytes(), "snapshot table");
        if (header.cryptMethod() == Encryption.LUKS) {
            var place = Encryption.place(store);
            references.add(place.offset(), place.length(), "LUKS header");
        }
        new BitmapWalk(file, geometry, told, references).walk(store);
        new MappingWalk(
                        file,
                        L2Format.of(header),
                        told,
                        references,
                        progress,
                        structures,
                        repair == Repair.ALL)
                .walk(header, snapshots.entries());
    }

    /** Whether the table or its blocks are such that only writing them anew helps. */
    private boolean nameRefcounts(Header header, long[] table, UsedClusters used, Findings told) {
        boolean broken = false;
        var references = new References(geometry, used, told, file.length());
        references.add(header.refcountTableOffset(), table.length * 8L, "refcount table");
        for (int i = 0; i < table.length; i++) {
            long block = table[i] & Refcounts.OFFSET_MASK;
            if (table[i] != block) {
                told.corruption("reserved bits are set in refcount table entry " + i);
                broken = true;
            }
            if (block != 0) {
                broken |= !nameBlock(i, block, references, used, told);
            }
        }
        return broken;
    }

    private boolean nameBlock(
            int index, long block, References references, UsedClusters used, Findings told) {
        if (!geometry.aligned(block)) {
            told.corruption("refcount block %d is not aligned (0x%x)".formatted(index, block));
            return false;
        }
        if (block < 0 || block >= references.end()) {
            told.corruption(
                    "refcount block %d lies beyond the end of the file (0x%x)"
                            .formatted(index, block));
            return false;
        }
        references.add(block, geometry.clusterSize(), "refcount block");
        long times = used.get(geometry.clusterOf(block));
        if (times != 1 && used.covers(geometry.clusterOf(block))) {
            findings.corruption("refcount block %d is named %d times".formatted(index, times));
            return false;
        }
        return true;
    }

    private long[] rebuild(Header header, Structures structures) throws IOException {
        var used = new UsedClusters();
        var again =
                new ImageCheck(file, store, snapshots, Repair.NONE, sentence -> {}, Progress.NONE);
        again.nameEverythingElse(header, used, again.findings, structures);
        long unrepairable = again.findings.corruptions;
        new RefcountRebuild(file, store, used).run();
        findings.allRepaired();
        findings.corruptions = unrepairable;
        findings.corruptionsFixed -= unrepairable;
        return refcountTable(store.header());
    }

    private void finish() throws IOException {
        if (repair == Repair.NONE) {
            return;
        }
        file.flush();
        if (repair == Repair.ALL && findings.corruptions == 0 && findings.errors == 0) {
            store.mark(Features.DIRTY | Features.CORRUPT, false);
            file.flush();
        }
    }
}
