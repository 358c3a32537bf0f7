package org.blockyard.filter.blkverify;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.blockyard.driver.Child;
import org.blockyard.driver.StrictDevice;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.Limits;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/**
 * A disk that is two. What is read from both must be the same; zeroes are written as bytes, so that
 * both get the same, and nothing is discarded, since both might read differently then. A read is
 * not compared while something else is written to its place.
 */
final class VerifyDevice extends StrictDevice {
    private static final int MOST = 1 << 20;

    private final Child test;
    private final Child raw;
    private final BufferPool buffers;
    private final boolean compares;
    private final Logger log;
    private final RangeLock ranges = new RangeLock();

    /**
     * A disk.
     *
     * @param compares whether reads are compared; not while somebody else may be writing
     */
    VerifyDevice(Child test, Child raw, BufferPool buffers, boolean compares, Logger log) {
        this.test = test;
        this.raw = raw;
        this.buffers = buffers;
        this.compares = compares;
        this.log = log;
    }

    @Override
    public long length() {
        return test.length();
    }

    @Override
    public Limits limits() {
        return Limits.NONE.transfers(Limits.NONE.preferredTransfer(), MOST);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws IOException {
        int start = target.position();
        int length = target.remaining();
        if (!compares) {
            test.read(offset, target);
            return;
        }
        try (var _ = ranges.shared(offset, length);
                var lent = buffers.lend(length)) {
            var right = lent.bytes();
            test.read(offset, target);
            raw.read(offset, right);
            int at = right.flip().mismatch(target.duplicate().flip().position(start));
            if (at >= 0) {
                throw mismatch(offset, length, at);
            }
        }
    }

    private BlockException mismatch(long offset, int length, int at) {
        var sentence =
                "blkverify: read offset "
                        + offset
                        + " bytes "
                        + length
                        + " contents mismatch at offset "
                        + (offset + at);
        log.log(Level.ERROR, sentence);
        return new BlockException(ErrorKind.IO, sentence).at(offset + at);
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        try (var _ = ranges.exclusive(offset, source.remaining())) {
            raw.write(offset, source.duplicate(), flags);
            test.write(offset, source, flags);
        }
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) {
        return false;
    }

    @Override
    public void discard(long offset, long length) {
        // both might read differently afterwards, and both would be right
    }

    /** Flushes the disk under test alone: the other need not outlive the test. */
    @Override
    public void flush() throws IOException {
        test.flush();
    }

    @Override
    public Extent status(long offset, long length) {
        return Extent.data(length);
    }
}
