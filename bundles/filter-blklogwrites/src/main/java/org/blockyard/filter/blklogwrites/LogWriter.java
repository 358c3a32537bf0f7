package org.blockyard.filter.blklogwrites;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Writes a log, one entry after the other. Thread-safe. */
final class LogWriter {
    private final LogDisk disk;
    private final int sectorSize;
    private final long interval;
    private final ReentrantLock lock = new ReentrantLock();
    private long entries;
    private long end;
    private long entriesNoted;

    LogWriter(LogDisk disk, SuperBlock known, long interval) {
        this.disk = disk;
        this.sectorSize = known.sectorSize();
        this.interval = interval;
        this.entries = known.entries();
        this.entriesNoted = known.entries();
        this.end = sectorSize;
    }

    int sectorSize() {
        return sectorSize;
    }

    /** Writes the data that go with an entry. */
    interface Data {
        void write(long offset) throws IOException;
    }

    /** Goes through a log to its end. */
    void findEnd() throws IOException {
        for (long i = 0; i < entries; i++) {
            var entry = disk.entry(end);
            long sectors = entry.dataSectors();
            if (sectors < 0 || sectors > (Long.MAX_VALUE - end) / sectorSize - 1) {
                throw new BlockException(
                        ErrorKind.INVALID_FORMAT, "log entry " + i + " has no such length");
            }
            end += sectorSize + sectors * sectorSize;
        }
    }

    void wrote(long offset, ByteBuffer bytes, long flags) throws IOException {
        append(offset, bytes.remaining(), flags, at -> disk.data(at, bytes));
    }

    void zeroed(long offset, long length, long flags) throws IOException {
        append(offset, length, flags, at -> disk.zeroes(at, length));
    }

    void discarded(long offset, long length) throws IOException {
        append(offset, length, LogEntry.DISCARD, at -> {});
    }

    /** What was logged before is on stable storage, with its number, when it returns. */
    void flushed() throws IOException {
        lock.lock();
        try {
            append(0, 0, LogEntry.FLUSH, at -> {});
            note();
            disk.flush();
        } finally {
            lock.unlock();
        }
    }

    private void append(long offset, long length, long flags, Data data) throws IOException {
        lock.lock();
        try {
            long sectors = (length + sectorSize - 1) / sectorSize; // a disk may end in one
            var entry = new LogEntry(offset / sectorSize, sectors, flags);
            disk.entry(end, sectorSize, entry);
            data.write(end + sectorSize);
            end += sectorSize + entry.dataSectors() * sectorSize;
            entries++;
            if (entries - entriesNoted >= interval) {
                note();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes down how many entries there are, if that is not known. */
    void close() throws IOException {
        lock.lock();
        try {
            if (entries != entriesNoted) {
                note();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes down how many entries there are. */
    void note() throws IOException {
        lock.lock();
        try {
            disk.superBlock(new SuperBlock(entries, sectorSize));
            entriesNoted = entries;
        } finally {
            lock.unlock();
        }
    }
}
