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
    private final Findings findings;
    private final Progress progress;
    private final Geometry geometry;

    /** A check of one image. */
    public ImageCheck(
            ImageFile file,
            HeaderStore store,
            SnapshotTable snapshots,
            Repair repair,
            Consumer<String> listener,
            Progress progress) {
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
        var l1 = L1Table.longs(file, header.l1Offset(), header.l1Entries());
        var table = refcountTable(header);
        var used = new UsedClusters();
        var structures = new Structures(header, table, snapshots.bytes());
        nameEverythingElse(header, l1, used, structures);
        boolean rebuild = nameRefcounts(header, table, used);
        var comparison =
                new CountComparison(
                        file,
                        geometry,
                        used,
                        findings,
                        repair != Repair.NONE,
                        repair == Repair.ALL && !rebuild);
        comparison.compare(table);
        if ((rebuild || comparison.needsRebuild()) && repair == Repair.ALL) {
            table = rebuild(header, l1, structures);
        }
        var counts = new DiskCounts(file, geometry, table);
        new CopiedFlags(file, L2Format.of(header), counts::of, structures, findings, mendsFlags())
                .check(l1, header.l1Offset());
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
            Header header, long[] l1, UsedClusters used, Structures structures) throws IOException {
        var references = new References(geometry, used, findings, file.length());
        references.add(0, geometry.clusterSize(), "header");
        references.add(header.snapshotsOffset(), snapshots.bytes(), "snapshot table");
        if (header.cryptMethod() == Encryption.LUKS) {
            var place = Encryption.place(store);
            references.add(place.offset(), place.length(), "LUKS header");
        }
        new BitmapWalk(file, geometry, findings, references).walk(store);
        new MappingWalk(
                        file,
                        L2Format.of(header),
                        findings,
                        references,
                        progress,
                        structures,
                        repair == Repair.ALL)
                .walk(l1, header.l1Offset(), snapshots.entries());
    }

    /** Whether the table or its blocks are such that only writing them anew helps. */
    private boolean nameRefcounts(Header header, long[] table, UsedClusters used) {
        boolean broken = false;
        var references = new References(geometry, used, findings, file.length());
        references.add(header.refcountTableOffset(), table.length * 8L, "refcount table");
        for (int i = 0; i < table.length; i++) {
            long block = table[i] & Refcounts.OFFSET_MASK;
            if (table[i] != block) {
                findings.corruption("reserved bits are set in refcount table entry " + i);
                broken = true;
            }
            if (block != 0) {
                broken |= !nameBlock(i, block, references, used);
            }
        }
        return broken;
    }

    private boolean nameBlock(int index, long block, References references, UsedClusters used) {
        if (!geometry.aligned(block)) {
            findings.corruption("refcount block %d is not aligned (0x%x)".formatted(index, block));
            return false;
        }
        if (block < 0 || block >= references.end()) {
            findings.corruption(
                    "refcount block %d lies beyond the end of the file (0x%x)"
                            .formatted(index, block));
            return false;
        }
        references.add(block, geometry.clusterSize(), "refcount block");
        long times = used.get(geometry.clusterOf(block));
        if (times != 1) {
            findings.corruption("refcount block %d is named %d times".formatted(index, times));
            return false;
        }
        return true;
    }

    private long[] rebuild(Header header, long[] l1, Structures structures) throws IOException {
        var used = new UsedClusters();
        var again =
                new ImageCheck(file, store, snapshots, Repair.NONE, sentence -> {}, Progress.NONE);
        again.nameEverythingElse(header, l1, used, structures);
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
