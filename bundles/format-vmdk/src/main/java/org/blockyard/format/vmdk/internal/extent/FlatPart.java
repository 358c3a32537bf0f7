package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** An extent whose bytes lie in a file as they are; what the file lacks at its end is zeroes. */
final class FlatPart implements BlockDevice, Resizable {
    private final Child file;
    private final long start;
    private volatile long length;

    /**
     * Bytes of a file.
     *
     * @param start where in the file they begin
     */
    FlatPart(Child file, long start, long length) {
        this.file = file;
        this.start = start;
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return start % file.limits().requestAlignment() == 0
                ? file.limits()
                : file.limits().aligned(1, file.limits().memoryAlignment());
    }

    private int inFile(long at, int wanted) {
        return Math.clamp(file.length() - start - at, 0, wanted);
    }

    @Override
    public void read(long at, ByteBuffer target) throws IOException {
        int limit = target.limit();
        int there = inFile(at, target.remaining());
        if (there > 0) {
            file.read(start + at, target.limit(target.position() + there));
        }
        MemorySegment.ofBuffer(target.limit(limit)).fill((byte) 0);
        target.position(limit);
    }

    @Override
    public boolean tryRead(long at, ByteBuffer target) throws IOException {
        return inFile(at, target.remaining()) == target.remaining()
                && file.tryRead(start + at, target);
    }

    @Override
    public Optional<MappedRead> tryMap(long at, int wanted) throws IOException {
        return inFile(at, wanted) == wanted ? file.tryMap(start + at, wanted) : Optional.empty();
    }

    @Override
    public Optional<MappedRead> tryMapSome(long at, int wanted) throws IOException {
        int there = inFile(at, wanted);
        return there > 0 ? file.tryMapSome(start + at, there) : Optional.empty();
    }

    @Override
    public Optional<SendableRead> trySendable(long at, int wanted) throws IOException {
        return inFile(at, wanted) == wanted
                ? file.trySendable(start + at, wanted)
                : Optional.empty();
    }

    @Override
    public void write(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        file.write(start + at, source, flags.without(RequestFlags.COMPRESSED));
    }

    @Override
    public boolean tryWrite(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        return file.tryWrite(start + at, source, flags.without(RequestFlags.COMPRESSED));
    }

    @Override
    public boolean writeZeroes(long at, long wanted, RequestFlags flags) throws IOException {
        return file.writeZeroes(start + at, wanted, flags);
    }

    @Override
    public void discard(long at, long wanted) throws IOException {
        file.discard(start + at, wanted);
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public Optional<LentPlace> lendPlace(long at, long wanted) throws IOException {
        long there = Math.min(wanted, file.length() - start - at);
        return there > 0 ? file.lendPlace(start + at, there) : Optional.empty();
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long at, int wanted) throws IOException {
        int there = inFile(at, wanted);
        return there > 0 ? file.tryLendPlace(start + at, there) : Optional.empty();
    }

    @Override
    public boolean copyFrom(FilePlace source, long at, RequestFlags flags) throws IOException {
        return file.copyFrom(source, start + at, flags);
    }

    @Override
    public Extent status(long at, long wanted) {
        long there = Math.min(wanted, file.length() - start - at);
        return there > 0 ? Extent.data(there, file.name(), start + at) : Extent.zero(wanted);
    }

    @Override
    public Optional<Extent> tryStatus(long at, long wanted) {
        return Optional.of(status(at, wanted));
    }

    /** What the file has behind the end already, from whatever time, becomes zeroes. */
    @Override
    public void resize(long wanted, Preallocation preallocation, boolean exact) throws IOException {
        long stale = Math.min(file.length(), start + wanted) - (start + length);
        if (wanted > length && stale > 0) {
            new ImageFile(file).writeZeroes(start + length, stale);
        }
        if (wanted < length || file.length() < start + wanted) {
            file.resize(start + wanted, preallocation, exact);
        }
        file.flush();
        length = wanted;
    }

    @Override
    public void close() {
        // the file is the graph's to close
    }
}
