package org.blockyard.format.qed;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.blockyard.driver.CheckResult;
import org.blockyard.driver.Checkable;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compacting;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.driver.Rebasing;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.MappedDisk;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;

/** An open image. */
final class QedDevice extends MappedDisk
        implements Checkable, Compacting, Describable, Rebasing, Resizable {
    private final QedTables tables;
    private final HeaderStore store;
    private final Optional<Child> backing;

    QedDevice(
            QedTables tables,
            HeaderStore store,
            Optional<Child> backing,
            BufferPool buffers,
            boolean writable) {
        super(
                tables,
                new Backing(backing, store.backingName().isPresent()),
                Optional.empty(),
                buffers,
                writable);
        this.tables = tables;
        this.store = store;
        this.backing = backing;
    }

    /** Writes out what has changed, and nothing lies behind what the image uses. Any thread. */
    void settle() throws IOException {
        flush();
        tables.trim();
    }

    @Override
    public CheckResult check(Repair repair, Consumer<String> findings, Progress progress)
            throws IOException {
        if (writable()) {
            settle();
        }
        var result = new QedCheck(store, tables.file()).run(repair, findings, progress);
        if (repair != Repair.NONE) {
            tables.forget();
        }
        return result;
    }

    @Override
    public void compact(Progress progress) throws IOException {
        compaction(tables, progress).run();
    }

    @Override
    public ImageDescription describe() {
        var header = store.header();
        return new ImageDescription(
                OptionalInt.of(header.clusterSize()),
                false,
                false,
                header.has(QedHeader.NEED_CHECK),
                store.backingName(),
                header.has(QedHeader.BACKING_RAW) ? Optional.of(QedCreation.RAW) : Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Override
    public void recordBacking(Optional<String> fileName, Optional<String> format)
            throws IOException {
        // what was written for the old chain must be there before the new one is named
        flush();
        store.nameBacking(fileName, format.filter(QedCreation.RAW::equals).isPresent());
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        var header = store.header();
        requireNone(preallocation);
        if (!QedHeader.isImageSize(length, header.clusterSize(), header.tableSize())) {
            throw new BlockException(ErrorKind.OUT_OF_RANGE, "Invalid image size specified");
        }
        if (length < header.imageSize()) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "Shrinking images is currently not supported");
        }
        hide(header.imageSize(), length);
        flush();
        store.update(old -> old.withImageSize(length));
    }

    /**
     * What is in the last cluster behind the end, or lies below in the backing, reads as zeroes.
     */
    private void hide(long from, long to) throws IOException {
        int cluster = store.header().clusterSize();
        long clusterEnd = from + cluster - 1 & -cluster;
        long end = Math.max(clusterEnd, backing.map(Child::length).orElse(0L));
        if (Math.min(end, to) > from) {
            writeZeroes(from, Math.min(end, to) - from, RequestFlags.MAY_UNMAP);
        }
    }
}
