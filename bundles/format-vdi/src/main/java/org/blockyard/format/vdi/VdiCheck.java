package org.blockyard.format.vdi;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.Compaction;
import org.blockyard.format.kit.Place;

/** Compares the table with the header and with itself. All that is known is in the file. */
final class VdiCheck {
    /** Blocks of the file that are watched for being used twice: 32 MiB of bits. */
    private static final long MOST_WATCHED = 1 << 28;

    private final VdiMap map;
    private final Optional<Compaction> repairs;
    private final Consumer<String> findings;
    private final Progress progress;
    private final BitSet used = new BitSet();

    /** A check; what repairs is there if it is to repair. */
    VdiCheck(
            VdiMap map,
            Optional<Compaction> repairs,
            Consumer<String> findings,
            Progress progress) {
        this.map = map;
        this.repairs = repairs;
        this.findings = findings;
        this.progress = progress;
    }

    CheckResult run(Repair repair) throws IOException {
        var report = new CheckReport(findings);
        checkEntries(report, repair == Repair.ALL);
        if (repair == Repair.ALL) {
            repairs.orElseThrow().commit();
        }
        checkSpace(report, repair);
        return report.result();
    }

    private void checkEntries(CheckReport report, boolean repair) throws IOException {
        long blocks = map.layout().blocks();
        if (repair) {
            map.prepare();
        }
        Entries.forEach(
                map,
                (block, entry) -> {
                    if (block % (1 << 16) == 0) {
                        progress.update(block, blocks);
                    }
                    if (entry < VdiMap.ZERO) {
                        checkEntry(block, entry, report, repair);
                    }
                });
        progress.update(blocks, blocks);
    }

    private void checkEntry(long block, long entry, CheckReport report, boolean repair)
            throws IOException {
        if (!map.isValid(entry)) {
            found(
                    report,
                    repair,
                    "block %d is at %d of %d".formatted(block, entry, map.layout().blocks()));
            if (repair) {
                map.map(block, Place.ABSENT);
            }
            return;
        }
        if (entry < MOST_WATCHED) {
            if (used.get((int) entry)) {
                found(report, repair, "block %d is at %d as another is".formatted(block, entry));
                if (repair) {
                    copy(block, entry);
                }
                return;
            }
            used.set((int) entry);
        }
    }

    private static void found(CheckReport report, boolean repaired, String what) {
        if (repaired) {
            report.corruptionFixed(what);
        } else {
            report.corruption(what);
        }
    }

    /** Gives a block that is used twice a copy of its own. */
    private void copy(long block, long entry) throws IOException {
        long index = map.space().take();
        var copy = new Place.Data(map.placeOf(index));
        repairs.orElseThrow().copy(new Place.Data(map.placeOf(entry)), copy);
        map.map(block, copy);
        used.set((int) Math.min(index, MOST_WATCHED));
    }

    private void checkSpace(CheckReport report, Repair repair) throws IOException {
        long end = used.length();
        long holes = end - used.cardinality();
        long recorded = map.layout().header().allocated();
        if (recorded < end) {
            found(
                    report,
                    repair == Repair.ALL,
                    "the header counts %d blocks, %d are used".formatted(recorded, end));
        }
        long leaks = holes + Math.max(0, recorded - end);
        if (leaks == 0 && (recorded == end || repair != Repair.ALL)) {
            return;
        }
        if (leaks > 0) {
            var what = "%d of %d blocks in the file".formatted(leaks, Math.max(recorded, end));
            if (repair == Repair.NONE) {
                report.leak(what, leaks);
            } else {
                report.leakFixed(what, leaks);
            }
        }
        if (repair != Repair.NONE) {
            repairs.orElseThrow().closeHoles();
        }
    }
}
