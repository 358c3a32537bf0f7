package org.blockyard.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * What filters have in common: a disk that reads as its child does. It never passes an operation on
 * that a filter has not taken up: what moves or changes bytes is for the filter to write, and the
 * quick ways, those of today and of later releases, say no until the filter overrides them, so that
 * each request comes by a way that the filter knows.
 *
 * <p>It tells length, limits, layers and description of its child, flushes and resizes it.
 *
 * @since 1.1
 */
public abstract class FilterDevice implements BlockDevice, Resizable, Describable {
    /** The disk that is filtered. */
    protected final Child file;

    /** A filter over a disk. */
    protected FilterDevice(Child file) {
        this.file = file;
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public Limits limits() {
        return file.limits();
    }

    @Override
    public abstract void read(long offset, ByteBuffer target) throws IOException;

    @Override
    public abstract void write(long offset, ByteBuffer source, RequestFlags flags)
            throws IOException;

    @Override
    public abstract boolean writeZeroes(long offset, long length, RequestFlags flags)
            throws IOException;

    @Override
    public abstract void discard(long offset, long length) throws IOException;

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        return Extent.passThrough(length, file.name(), offset);
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return Optional.of(status(offset, length));
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return false;
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        return false;
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return Optional.empty();
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return tryMap(offset, length);
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return Optional.empty();
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return Optional.empty();
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return false;
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        file.resize(length, preallocation, exact);
    }

    @Override
    public ImageDescription describe() throws IOException {
        return file.description().orElse(ImageDescription.EMPTY).ofFilter();
    }

    /** Nothing by itself: the child is the graph's to close. */
    @Override
    public void close() throws IOException {}
}
