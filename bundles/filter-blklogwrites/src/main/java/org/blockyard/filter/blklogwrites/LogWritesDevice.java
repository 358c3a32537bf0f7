package org.blockyard.filter.blklogwrites;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.blockyard.driver.Child;
import org.blockyard.driver.WriteFilterDevice;
import org.blockyard.io.Limits;
import org.blockyard.io.RangeLock;
import org.blockyard.io.RequestFlags;

/**
 * A disk whose writes are logged when they are done. Writes of the same place are logged in the
 * order in which they were done. Reads are the disk's own.
 */
final class LogWritesDevice extends WriteFilterDevice {
    private final LogWriter log;
    private final RangeLock ranges = new RangeLock();

    LogWritesDevice(Child file, LogWriter log) {
        super(file);
        this.log = log;
    }

    /** Requests are as large as the log's sectors; what is forced is told of, so it is logged. */
    @Override
    public Limits limits() {
        var limits = file.limits();
        int request = Math.max(limits.requestAlignment(), log.sectorSize());
        return limits.aligned(request, limits.memoryAlignment())
                .grain(
                        Math.max(limits.zeroAlignment(), request),
                        Math.max(limits.discardAlignment(), request))
                .transfers(
                        Math.max(limits.preferredTransfer(), request),
                        Math.max(limits.maxTransfer(), request))
                .fua(true);
    }

    private static long flags(RequestFlags flags) {
        return flags.has(RequestFlags.FUA) ? LogEntry.FUA : 0;
    }

    @Override
    public void write(long offset, ByteBuffer source, RequestFlags flags) throws IOException {
        var bytes = source.duplicate();
        try (var _ = ranges.exclusive(offset, source.remaining())) {
            file.write(offset, source, flags);
            log.wrote(offset, bytes, flags(flags));
        }
    }

    @Override
    public boolean writeZeroes(long offset, long length, RequestFlags flags) throws IOException {
        try (var _ = ranges.exclusive(offset, length)) {
            boolean done = file.writeZeroes(offset, length, flags.with(RequestFlags.NO_FALLBACK));
            if (done) {
                log.zeroed(offset, length, flags(flags));
            }
            return done;
        }
    }

    @Override
    public void discard(long offset, long length) throws IOException {
        try (var _ = ranges.exclusive(offset, length)) {
            file.discard(offset, length);
            log.discarded(offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        file.flush();
        log.flushed();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
