package org.blockyard.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.SendableRead;

/**
 * What filters that concern writes alone have in common: reads are the child's, in each of the ways
 * that a read can be done. What changes the disk stays with the filter to decide.
 *
 * <p>Places are {@linkplain #tryLendPlace lent at once} only by a filter that overrides that, for
 * the bytes are then read without any driver being asked.
 *
 * @since 1.1
 */
public abstract class WriteFilterDevice extends FilterDevice {
    /** A filter over a disk. */
    protected WriteFilterDevice(Child file) {
        super(file);
    }

    @Override
    public final void read(long offset, ByteBuffer target) throws IOException {
        file.read(offset, target);
    }

    @Override
    public final boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return file.tryRead(offset, target);
    }

    @Override
    public final Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        return file.tryMap(offset, length);
    }

    @Override
    public final Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        return file.tryMapSome(offset, length);
    }

    @Override
    public final Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        return file.trySendable(offset, length);
    }

    @Override
    public final Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        return file.lendPlace(offset, length);
    }
}
