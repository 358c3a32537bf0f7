package org.blockyard.format.raw;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** An open raw image: each request is the file's, moved by the offset. */
final class RawDevice implements BlockDevice, Resizable, Describable {
    private final Child file;
    private final RawRange range;
    private final long offset;

    RawDevice(Child file, RawRange range) {
        this.file = file;
        this.range = range;
        this.offset = range.offset();
    }

    @Override
    public long length() {
        return range.length(file.length());
    }

    @Override
    public Limits limits() {
        // an odd offset turns aligned requests into unaligned ones; the file's node then aligns
        // them
        return offset % file.limits().requestAlignment() == 0
                ? file.limits()
                : file.limits().aligned(1, file.limits().memoryAlignment());
    }

    /**
     * How many bytes of a request lie in the file; less than all only in the last sector of a file
     * of odd length.
     */
    private int inFile(long at, int wanted) {
        return Math.clamp(file.length() - offset - at, 0, wanted);
    }

    @Override
    public void read(long at, ByteBuffer target) throws IOException {
        file.reached("read_aio");
        int limit = target.limit();
        int there = inFile(at, target.remaining());
        if (there == target.remaining()) {
            file.read(offset + at, target);
            return;
        }
        if (there > 0) {
            file.read(offset + at, target.limit(target.position() + there));
        }
        MemorySegment.ofBuffer(target.limit(limit)).fill((byte) 0);
        target.position(limit);
    }

    @Override
    public boolean tryRead(long at, ByteBuffer target) throws IOException {
        return inFile(at, target.remaining()) == target.remaining()
                && file.tryRead(offset + at, target);
    }

    @Override
    public Optional<MappedRead> tryMap(long at, int length) throws IOException {
        return inFile(at, length) == length ? file.tryMap(offset + at, length) : Optional.empty();
    }

    @Override
    public Optional<MappedRead> tryMapSome(long at, int length) throws IOException {
        int there = inFile(at, length);
        return there > 0 ? file.tryMapSome(offset + at, there) : Optional.empty();
    }

    @Override
    public Optional<SendableRead> trySendable(long at, int length) throws IOException {
        return inFile(at, length) == length
                ? file.trySendable(offset + at, length)
                : Optional.empty();
    }

    @Override
    public void write(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        file.reached("write_aio");
        file.write(offset + at, source, flags);
    }

    @Override
    public boolean tryWrite(long at, ByteBuffer source, RequestFlags flags) throws IOException {
        return file.tryWrite(offset + at, source, flags);
    }

    @Override
    public boolean writeZeroes(long at, long length, RequestFlags flags) throws IOException {
        return file.writeZeroes(offset + at, length, flags);
    }

    @Override
    public void discard(long at, long length) throws IOException {
        file.discard(offset + at, length);
    }

    @Override
    public void flush() throws IOException {
        file.flush();
    }

    @Override
    public Optional<LentPlace> lendPlace(long at, long length) throws IOException {
        long there = Math.min(length, file.length() - offset - at);
        return there > 0 ? file.lendPlace(offset + at, there) : Optional.empty();
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long at, int length) throws IOException {
        int there = inFile(at, length);
        return there > 0 ? file.tryLendPlace(offset + at, there) : Optional.empty();
    }

    @Override
    public boolean copyFrom(FilePlace source, long at, RequestFlags flags) throws IOException {
        return file.copyFrom(source, offset + at, flags);
    }

    @Override
    public Extent status(long at, long length) {
        long there = Math.min(length, file.length() - offset - at);
        return there > 0
                ? Extent.passThrough(there, file.name(), offset + at)
                : Extent.zero(length);
    }

    @Override
    public Optional<Extent> tryStatus(long at, long length) {
        return Optional.of(status(at, length));
    }

    @Override
    public void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        if (range.size().isPresent()) {
            throw new BlockException(ErrorKind.UNSUPPORTED, "Cannot resize fixed-size raw disks");
        }
        if (length > Long.MAX_VALUE - offset) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "Disk size too large for the chosen offset");
        }
        file.resize(offset + length, preallocation, exact);
    }

    @Override
    public ImageDescription describe() throws IOException {
        var below = file.description().orElse(ImageDescription.EMPTY);
        return new ImageDescription(
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                below.actualSize(),
                List.of(),
                Optional.empty(),
                Map.of(),
                below.fileName());
    }

    @Override
    public void close() {
        // the file is the graph's to close
    }
}
