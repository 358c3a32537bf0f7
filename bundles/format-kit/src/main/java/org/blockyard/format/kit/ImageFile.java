package org.blockyard.format.kit;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.MappedRead;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/**
 * The file that holds the image. What lies beyond its end reads as zeroes, and it is grown before
 * it is written there, in steps, so that growing costs little. Any thread.
 */
public final class ImageFile {
    private static final int ZEROES = 1 << 20;
    private static final int COMPARED = 4096;

    private final Child child;
    private final Growth growth;
    private final ReentrantLock growing = new ReentrantLock();
    private volatile long length;
    private volatile long writtenEnd;
    private long untouchedFrom;

    /** The image in this child. */
    public ImageFile(Child child) {
        this(child, true);
    }

    /**
     * The image in this child. In steps it is longer than it must be while it grows, else never.
     */
    public ImageFile(Child child, boolean inSteps) {
        this(child, inSteps ? Growth.STEPS : Growth.EXACT);
    }

    /** The image in this child, which grows in this way. */
    public ImageFile(Child child, Growth growth) {
        this.child = child;
        this.growth = growth;
        this.length = child.length();
        this.untouchedFrom = length;
        this.writtenEnd = length;
    }

    /** The child itself. */
    public Child child() {
        return child;
    }

    /** Tells the child how far the driver is, for tests that make a chosen step fail. */
    public void reached(String event) {
        child.reached(event);
    }

    /** Bytes in the file now. */
    public long length() {
        return length;
    }

    /**
     * Whether nobody ever wrote at or behind an offset, so that it reads as zeroes. Under one lock
     * of the format's.
     */
    public boolean untouched(long offset) {
        return offset >= untouchedFrom;
    }

    /**
     * Says that the file is about to be written up to an offset. Under one lock of the format's.
     */
    public void touch(long end) {
        untouchedFrom = Math.max(untouchedFrom, end);
    }

    /**
     * Says that the last range given to {@link #touch} was not written after all. Under one lock of
     * the format's.
     */
    public void untouch(long start, long end) {
        if (untouchedFrom == end) {
            untouchedFrom = start;
        }
    }

    /**
     * Where the part that somebody wrote ends: what was given away since, and what was written to
     * places that were given away before the file reached there.
     */
    public long touchedEnd() {
        return Math.max(untouchedFrom, writtenEnd);
    }

    private void note(long end) {
        if (end > writtenEnd) {
            growing.lock();
            try {
                writtenEnd = Math.max(writtenEnd, end);
            } finally {
                growing.unlock();
            }
        }
    }

    /** Fills the rest of the buffer. */
    public void read(long offset, ByteBuffer target) throws IOException {
        int inside = Math.clamp(length - offset, 0, target.remaining());
        if (inside == target.remaining()) {
            child.read(offset, target);
            return;
        }
        int end = target.limit();
        if (inside > 0) {
            child.read(offset, target.limit(target.position() + inside));
        }
        zero(target.limit(end));
    }

    /** Reads so many bytes to a new buffer, ready to be taken from. */
    public ByteBuffer read(long offset, int size) throws IOException {
        var bytes = ByteBuffer.allocate(size);
        read(offset, bytes);
        return bytes.flip();
    }

    /** Fills the rest of the buffer if that can be done at once. */
    public boolean tryRead(long offset, ByteBuffer target) throws IOException {
        return offset + target.remaining() <= length && child.tryRead(offset, target);
    }

    /** Lends the first bytes of a range as mapped memory if that can be done at once. */
    public Optional<MappedRead> tryMapSome(long offset, int size) throws IOException {
        int there = Math.clamp(length - offset, 0, size);
        return there > 0 ? child.tryMapSome(offset, there) : Optional.empty();
    }

    /** Lends the place of the first bytes of a range. */
    public Optional<LentPlace> lendPlace(long offset, long size) throws IOException {
        long there = Math.min(size, length - offset);
        return there > 0 ? child.lendPlace(offset, there) : Optional.empty();
    }

    /** Lends the place of the first bytes of a range for a read, if it is known at once. */
    public Optional<LentPlace> tryLendPlace(long offset, int size) throws IOException {
        int there = Math.clamp(length - offset, 0, size);
        return there > 0 ? child.tryLendPlace(offset, there) : Optional.empty();
    }

    /** Lends a range to be sent from where it lies. */
    public Optional<SendableRead> trySendable(long offset, int size) throws IOException {
        return offset + size <= length ? child.trySendable(offset, size) : Optional.empty();
    }

    /** Has bytes copied to here; false if they have to be written. */
    public boolean copyFrom(FilePlace source, long offset) throws IOException {
        note(offset + source.length());
        grow(offset + source.length());
        return child.copyFrom(source, offset, RequestFlags.NONE);
    }

    /** Writes the rest of the buffer. */
    public void write(long offset, ByteBuffer source) throws IOException {
        note(offset + source.remaining());
        grow(offset + source.remaining());
        child.write(offset, source, RequestFlags.NONE);
    }

    /** Writes the rest of the buffer if that can be done at once. */
    public boolean tryWrite(long offset, ByteBuffer source) throws IOException {
        if (offset + source.remaining() > length) {
            return false;
        }
        note(offset + source.remaining());
        return child.tryWrite(offset, source, RequestFlags.NONE);
    }

    /** Makes a range read as zeroes. */
    public void writeZeroes(long offset, long size) throws IOException {
        writeZeroes(offset, size, RequestFlags.NONE);
    }

    /** Makes a range read as zeroes, as the flags say. */
    public void writeZeroes(long offset, long size, RequestFlags flags) throws IOException {
        note(offset + size);
        grow(offset + size);
        if (child.writeZeroes(offset, size, flags)) {
            return;
        }
        var zeroes = ByteBuffer.allocate((int) Math.min(size, ZEROES));
        for (long done = 0; done < size; done += zeroes.limit()) {
            zeroes.clear().limit((int) Math.min(zeroes.capacity(), size - done));
            child.write(offset + done, zeroes, RequestFlags.NONE);
        }
    }

    /** Tells the file that a range is not needed. */
    public void discard(long offset, long size) throws IOException {
        long end = Math.min(offset + size, length);
        if (end > offset) {
            child.discard(offset, end - offset);
        }
    }

    /** All that was written is on stable storage afterwards. */
    public void flush() throws IOException {
        child.flush();
    }

    /** Makes the file at least so long. */
    public void grow(long end) throws IOException {
        if (end <= length) {
            return;
        }
        growing.lock();
        try {
            if (end > length) {
                resizeTo(end, growth.next(length, end));
            }
        } finally {
            growing.unlock();
        }
    }

    private void resizeTo(long needed, long wished) throws IOException {
        try {
            child.resize(wished, growth.how(), false);
        } catch (BlockException noRoomForMore) {
            if (wished == needed) {
                throw noRoomForMore;
            }
            child.resize(needed, Preallocation.OFF, false);
        }
        length = child.length();
        if (length < needed) {
            throw new BlockException(ErrorKind.NO_SPACE, "no space left in " + child.fileName());
        }
    }

    /** Gives a range of the file space, which makes it longer if need be. */
    public void preallocate(long end, Preallocation how) throws IOException {
        growing.lock();
        try {
            if (end > length) {
                child.resize(end, how, false);
                length = child.length();
            }
        } finally {
            growing.unlock();
        }
    }

    /** Makes the file exactly so long, if it can be. */
    public void setLength(long end) throws IOException {
        growing.lock();
        try {
            if (end != length) {
                child.resize(end, Preallocation.OFF, false);
                length = child.length();
            }
        } finally {
            growing.unlock();
        }
    }

    /** Cuts off what lies behind {@code end}. */
    public void trim(long end) throws IOException {
        growing.lock();
        try {
            if (end < length) {
                child.resize(end, Preallocation.OFF, false);
                length = child.length();
            }
        } finally {
            growing.unlock();
        }
    }

    /** Whether the rest of a buffer holds nothing but zeroes. */
    public static boolean isZero(ByteBuffer bytes) {
        var rest = MemorySegment.ofBuffer(bytes);
        var zeroes = MemorySegment.ofArray(new byte[(int) Math.min(COMPARED, rest.byteSize())]);
        for (long at = 0; at < rest.byteSize(); at += COMPARED) {
            long end = Math.min(at + COMPARED, rest.byteSize());
            if (MemorySegment.mismatch(rest, at, end, zeroes, 0, end - at) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Fills the rest of a buffer with zeroes. */
    public static void zero(ByteBuffer target) {
        if (target.hasRemaining()) {
            MemorySegment.ofBuffer(target).fill((byte) 0);
            target.position(target.limit());
        }
    }
}
