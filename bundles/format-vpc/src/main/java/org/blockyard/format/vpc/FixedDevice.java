package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocated;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** An open disk of which all bytes are in the file as they are, before the footer. */
final class FixedDevice implements BlockDevice, Describable, Preallocated, Resizable {
    private final Child file;
    private Footer footer;
    private volatile long length;

    FixedDevice(Child file, Footer footer, long length) {
        this.file = file;
        this.footer = footer;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return file.limits();
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        file.read(offset, target);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return file.tryRead(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        file.write(offset, source, flags);
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return file.tryWrite(offset, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long size, RequestFlags flags) throws IOException {
        return file.writeZeroes(offset, size, flags);
    }

    @Override
    public void discard(long offset, long size) throws IOException {
        file.discard(offset, size);
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public Extent status(long offset, long size) {
        return Extent.data(size, file.name(), offset);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long size) {
        return Optional.of(status(offset, size));
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int size) throws IOException {
        return file.tryMap(offset, size);
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int size) throws IOException {
        return file.tryMapSome(offset, size);
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int size) throws IOException {
        return file.trySendable(offset, size);
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long size) throws IOException {
        return file.lendPlace(offset, size);
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int size) throws IOException {
        return file.tryLendPlace(offset, size);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return file.copyFrom(source, offset, flags);
    }

    /** All of it has its space, so that holes of the file are no holes of the disk. */
    @Override
    public boolean preallocated() {
        return true;
    }

    @Override
    public void resize(long next, Preallocation preallocation, boolean exact) throws IOException {
        Footer.requireLength(next);
        if (next > length) {
            footer = new FixedGrowth(file, footer, preallocation).run(length, next);
        } else if (next < length) {
            shrink(next);
        }
        length = next;
    }

    /** Until the file is cut off behind the new footer it ends with the one that counts. */
    private void shrink(long next) throws IOException {
        var shorter = footer.resized(next);
        file.write(next, shorter.bytes(), RequestFlags.NONE);
        file.flush();
        file.resize(next + Footer.SIZE, Preallocation.OFF, false);
        file.flush();
        footer = shorter;
    }

    @Override
    public ImageDescription describe() {
        return VpcDevice.description(OptionalInt.empty(), footer, Optional.empty());
    }

    @Override
    public void close() {
        // the file is the graph's to close
    }
}
