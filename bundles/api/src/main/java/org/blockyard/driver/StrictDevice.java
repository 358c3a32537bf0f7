package org.blockyard.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * A device that does nothing by default: what moves, changes or shows bytes is for the driver to
 * write, and the quick ways, those of today and of later releases, say no until it overrides them.
 * So each request comes by a way that the driver knows.
 *
 * @since 1.1
 */
public abstract class StrictDevice implements BlockDevice {
    /** A device. */
    protected StrictDevice() {}

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
    public abstract void flush() throws IOException;

    @Override
    public abstract Extent status(long offset, long length) throws IOException;

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        return Optional.empty();
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
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return Optional.empty();
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        return false;
    }

    /** Nothing by itself: children are the graph's to close. */
    @Override
    public void close() throws IOException {}
}
