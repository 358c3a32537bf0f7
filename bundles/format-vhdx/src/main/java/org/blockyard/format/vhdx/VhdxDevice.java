package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BufferPool;

/** An open image. */
final class VhdxDevice extends MappedDisk implements Describable, Checkable {
    private final int blockSize;
    private final Log log;
    private final BatCheck check;
    private boolean replayed;

    /**
     * An image.
     *
     * @param replayed whether its log had to be replayed, for the first check to tell
     */
    VhdxDevice(
            VhdxMap map,
            Log log,
            BatCheck check,
            BufferPool buffers,
            boolean writable,
            boolean replayed) {
        super(map, Backing.none(), Optional.empty(), buffers, writable);
        this.blockSize = map.blockSize();
        this.log = log;
        this.check = check;
        this.replayed = replayed;
    }

    /** Whoever knows the file by its marks has to see that its data are no longer the same. */
    @Override
    protected void changing(long offset, long length) throws IOException {
        if (!log.isWriting()) {
            log.beginWriting();
        }
    }

    @Override
    protected boolean tryChanging(long offset, long length) {
        return log.isWriting();
    }

    @Override
    public ImageDescription describe() {
        return new ImageDescription(
                OptionalInt.of(blockSize),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        flush();
        var report = new CheckReport(findings);
        if (replayed) {
            report.corruptionFixed("the image by what its log holds");
            replayed = false;
        }
        check.run(report, progress);
        return report.result();
    }
}
