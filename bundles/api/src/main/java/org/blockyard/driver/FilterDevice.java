package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;

/**
 * What filters have in common: a disk that reads as its child does. Being {@linkplain StrictDevice
 * strict}, it never passes an operation on that a filter has not taken up.
 *
 * <p>It tells length, limits, layers and description of its child, flushes and resizes it.
 *
 * @since 1.1
 */
public abstract class FilterDevice extends StrictDevice implements Resizable, Describable {
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
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        file.resize(length, preallocation, exact);
    }

    @Override
    public ImageDescription describe() throws IOException {
        return file.description().orElse(ImageDescription.EMPTY).ofFilter();
    }
}
