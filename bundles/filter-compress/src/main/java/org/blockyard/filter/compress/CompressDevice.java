package org.blockyard.filter.compress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.Compressing;
import org.blockyard.driver.WriteFilterDevice;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.RequestFlags;

/**
 * A disk whose writes are all compressed, which takes time: none is done at once, and none is left
 * to the operating system. Zeroes and discards need no compression. Reads are the format's.
 */
final class CompressDevice extends WriteFilterDevice implements Compressing {
    private final UnitWrites writes;

    CompressDevice(Child file, UnitWrites writes) {
        super(file);
        this.writes = writes;
    }

    @Override
    public int compressedUnit() {
        return writes.unit();
    }

    @Override
    public Limits limits() {
        var limits = file.limits();
        int preferred = Math.max(limits.preferredTransfer(), writes.unit());
        return limits.transfers(preferred, Math.max(limits.maxTransfer(), writes.unit()));
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        writes.write(offset, source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        try (var _ = writes.shared(offset, length)) {
            return file.writeZeroes(offset, length, flags.with(RequestFlags.NO_FALLBACK));
        }
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        try (var _ = writes.shared(offset, length)) {
            file.discard(offset, length);
        }
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        return file.tryLendPlace(offset, length);
    }
}
