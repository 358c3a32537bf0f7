package org.blockyard.format.qed;

import java.io.IOException;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.ImageFile;

/**
 * Checks an image that nobody uses. Wrong entries are repaired by taking them away; clusters that
 * nothing refers to are given back where they are the last of the file.
 */
final class QedCheck {
    private final HeaderStore store;
    private final ImageFile file;

    QedCheck(HeaderStore store, ImageFile file) {
        this.store = store;
        this.file = file;
    }

    CheckResult run(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        var report = new CheckReport(findings);
        var walk = walk(repair == Repair.ALL, report, progress);
        if (repair == Repair.NONE) {
            tellLeaks(walk, report);
            return report.result();
        }
        file.flush();
        boolean changed = report.result().corruptionsFixed() > 0;
        changed |= report.corruptions() == 0 && cutOff(walk, report);
        if (!changed) {
            tellLeaks(walk, report);
            return cleaned(report.result());
        }
        var after = new CheckReport(finding -> {});
        tellLeaks(walk(false, after, progress), after);
        return cleaned(together(after.result(), report.result()));
    }

    private TableWalk walk(boolean repair, CheckReport report, Progress progress)
            throws IOException {
        var walk = new TableWalk(file, store.header(), repair, report, progress);
        walk.run();
        return walk;
    }

    private static void tellLeaks(TableWalk walk, CheckReport report) {
        if (walk.leaks() > 0) {
            report.leak("clusters: " + walk.leaks(), walk.leaks());
        }
    }

    /** Whether the file is shorter now. */
    private boolean cutOff(TableWalk walk, CheckReport report) throws IOException {
        if (file.length() <= walk.usedEnd() || !file.child().resizable()) {
            return false;
        }
        file.trim(walk.usedEnd());
        long clusters = (walk.fileLength() - walk.usedEnd()) / store.header().clusterSize();
        if (clusters > 0) {
            report.leakFixed("clusters at the end of the file: " + clusters, clusters);
        }
        return true;
    }

    private static CheckResult together(CheckResult after, CheckResult repaired) {
        return new CheckResult(
                after.corruptions(),
                after.leaks(),
                after.checkErrors(),
                repaired.corruptionsFixed(),
                repaired.leaksFixed(),
                after.imageEndOffset(),
                after.totalClusters(),
                after.allocatedClusters(),
                after.fragmentedClusters(),
                after.compressedClusters());
    }

    /** An image without contradictions needs no check any more. */
    private CheckResult cleaned(CheckResult result) throws IOException {
        if (result.corruptions() == 0 && result.checkErrors() == 0) {
            store.update(header -> header.withFeature(QedHeader.NEED_CHECK, false));
        }
        return result;
    }
}
