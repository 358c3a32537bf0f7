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
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Resizable;
import org.blockyard.driver.ShownWhole;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/** An open image. */
final class VhdxDevice extends MappedDisk implements Describable, Checkable, Resizable, ShownWhole {
    private final VhdxMap map;
    private final Log log;
    private boolean replayed;

    /**
     * An image.
     *
     * @param replayed whether its log had to be replayed, for the first check to tell
     */
    VhdxDevice(VhdxMap map, Log log, BufferPool buffers, boolean writable, boolean replayed) {
        super(map, Backing.none(), Optional.empty(), buffers, writable);
        this.map = map;
        this.log = log;
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
                OptionalInt.of(map.blockSize()),
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
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (!writable()) {
            throw new BlockException(ErrorKind.READ_ONLY, "the image is open for reading only");
        }
        requireNone(preallocation);
        map.layout().shape().requireLength(length);
        log.beginWriting();
        flush();
        new Resizing(map, log, this::flush).run(length);
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
        var layout = map.layout();
        new BatCheck(map.file(), layout.shape(), layout.regions()).run(report, progress);
        return report.result();
    }
}
