package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.vmdk.internal.extent.ExtentCheck;
import org.blockyard.format.vmdk.internal.extent.Part;

/** Checks the extents of an image, one after the other. */
final class ImageCheck {
    private final List<Part> parts;
    private final Repair repair;
    private final CheckReport report;
    private final Progress progress;

    ImageCheck(List<Part> parts, Repair repair, Consumer<String> findings, Progress progress) {
        this.parts = parts;
        this.repair = repair;
        this.report = new CheckReport(findings);
        this.progress = progress;
    }

    CheckResult run() throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.hosted().isPresent()) {
                new ExtentCheck(part.hosted().get(), part.fileName(), repair, report).run();
            }
            progress.update(i + 1, parts.size());
        }
        return report.result();
    }
}
