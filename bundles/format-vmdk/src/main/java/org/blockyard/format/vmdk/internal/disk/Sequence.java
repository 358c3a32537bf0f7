package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.Limits;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * Disks one behind the other. What reaches over the end of one is done in several steps; the quick
 * ways that can't be split take none such.
 */
final class Sequence implements DataChannel {
    private final BlockDevice[] disks;

    /** Where each begins, and where the last one ends. */
    private final long[] starts;

    Sequence(List<BlockDevice> disks) {
        this.disks = disks.toArray(BlockDevice[]::new);
        this.starts = new long[disks.size() + 1];
        for (int i = 0; i < this.disks.length; i++) {
            starts[i + 1] = starts[i] + this.disks[i].length();
        }
    }

    long length() {
        return starts[disks.length];
    }

    /** What suits all of them. */
    Limits limits() {
        if (disks.length == 1) {
            return disks[0].limits();
        }
        int grain = 1;
        for (var disk : disks) {
            grain = Math.max(grain, disk.limits().zeroAlignment());
        }
        return Limits.NONE.grain(grain, grain);
    }

    private int index(long offset) {
        if (disks.length == 1) {
            return 0;
        }
        int found = Arrays.binarySearch(starts, 0, disks.length, offset);
        int index = found >= 0 ? found : -found - 2;
        // of several that begin here all but the last are empty
        while (starts[index + 1] <= offset) {
            index++;
        }
        return index;
    }

    private boolean isInOne(int index, long offset, long length) {
        return length <= starts[index + 1] - offset;
    }

    /** What is done to a piece of a buffer. */
    private interface Step {
        void run(BlockDevice disk, long offset, ByteBuffer piece) throws IOException;
    }

    private void inSteps(long offset, ByteBuffer bytes, Step step) throws IOException {
        int end = bytes.limit();
        for (long at = offset; bytes.position() < end; ) {
            int index = index(at);
            int size = (int) Math.min(end - bytes.position(), starts[index + 1] - at);
            step.run(disks[index], at - starts[index], bytes.limit(bytes.position() + size));
            bytes.limit(end);
            at += size;
        }
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        inSteps(offset, target, BlockDevice::read);
    }

    @Override
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return true;
        }
        int index = index(offset);
        return isInOne(index, offset, target.remaining())
                && disks[index].tryRead(offset - starts[index], target);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        inSteps(offset, source, (disk, at, piece) -> disk.write(at, piece, flags));
    }

    @Override
    public boolean tryWrite(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        if (!source.hasRemaining()) {
            return true;
        }
        int index = index(offset);
        return isInOne(index, offset, source.remaining())
                && disks[index].tryWrite(offset - starts[index], source, flags);
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        boolean all = true;
        for (long at = offset; at < offset + length && all; ) {
            int index = index(at);
            long size = Math.min(offset + length, starts[index + 1]) - at;
            all = disks[index].writeZeroes(at - starts[index], size, flags);
            at += size;
        }
        return all;
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        for (long at = offset; at < offset + length; ) {
            int index = index(at);
            long size = Math.min(offset + length, starts[index + 1]) - at;
            disks[index].discard(at - starts[index], size);
            at += size;
        }
    }

    @Override
    public void flush() throws IOException {
        for (var disk : disks) {
            disk.flush();
        }
    }

    @Override
    public Extent status(long offset, long length) throws IOException {
        int index = index(offset);
        return disks[index].status(
                offset - starts[index], Math.min(length, starts[index + 1] - offset));
    }

    @Override
    public Optional<Extent> tryStatus(long offset, long length) throws IOException {
        int index = index(offset);
        return disks[index].tryStatus(
                offset - starts[index], Math.min(length, starts[index + 1] - offset));
    }

    @Override
    public Optional<MappedRead> tryMap(long offset, int length) throws IOException {
        int index = index(offset);
        return isInOne(index, offset, length)
                ? disks[index].tryMap(offset - starts[index], length)
                : Optional.empty();
    }

    @Override
    public Optional<MappedRead> tryMapSome(long offset, int length) throws IOException {
        int index = index(offset);
        return disks[index].tryMapSome(offset - starts[index], shortened(index, offset, length));
    }

    @Override
    public Optional<SendableRead> trySendable(long offset, int length) throws IOException {
        int index = index(offset);
        return isInOne(index, offset, length)
                ? disks[index].trySendable(offset - starts[index], length)
                : Optional.empty();
    }

    @Override
    public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
        int index = index(offset);
        return disks[index].lendPlace(
                offset - starts[index], Math.min(length, starts[index + 1] - offset));
    }

    @Override
    public Optional<LentPlace> tryLendPlace(long offset, int length) throws IOException {
        int index = index(offset);
        return disks[index].tryLendPlace(offset - starts[index], shortened(index, offset, length));
    }

    private int shortened(int index, long offset, int length) {
        return (int) Math.min(length, starts[index + 1] - offset);
    }

    @Override
    public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) throws IOException {
        int index = index(offset);
        return isInOne(index, offset, source.length())
                && disks[index].copyFrom(source, offset - starts[index], flags);
    }
}
