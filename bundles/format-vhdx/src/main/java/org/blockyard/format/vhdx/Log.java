package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.kit.ImageFile;

/**
 * Changes sectors of the file's tables through the log: an entry with all of them is on stable
 * storage before the first of them is overwritten. So after a power cut each is either as it was,
 * or the log says what it was to be. Any thread.
 */
final class Log {
    private final ImageFile file;
    private final Headers headers;
    private final Region region;
    private long flushedLength;
    private final UUID id = UUID.randomUUID();
    private final ReentrantLock lock = new ReentrantLock();
    private long next;
    private long sequence = 1;
    private long lastSeen = 1;
    private volatile boolean writing;
    private volatile boolean changing;

    /** A log with nothing to be replayed. */
    Log(ImageFile file, Headers headers, Region region) {
        this.file = file;
        this.headers = headers;
        this.region = region;
        this.flushedLength = wholeUnits();
    }

    private long wholeUnits() {
        return file.length() / Region.UNIT * Region.UNIT;
    }

    /** Says that the file is shorter now, while nothing is to be replayed. */
    void fileWasCut() {
        lock.lock();
        try {
            flushedLength = Math.min(flushedLength, wholeUnits());
        } finally {
            lock.unlock();
        }
    }

    /** Where it lies in the file. */
    Region region() {
        return region;
    }

    /** Whether it was told that the file is being written. */
    boolean isWriting() {
        return writing;
    }

    /** Whether it was told that the disk's data change. */
    boolean isChanging() {
        return changing;
    }

    /**
     * Gives the file a new mark before anything is written; durable when it returns. What the disk
     * reads as stays, so the data keep theirs.
     */
    void beginWriting() throws IOException {
        begin(false);
    }

    /**
     * Gives the file and its data new marks before the data change; durable when it returns. So
     * images over this one can tell that it was changed under them.
     */
    void beginChanging() throws IOException {
        begin(true);
    }

    private void begin(boolean data) throws IOException {
        lock.lock();
        try {
            if (!writing || data && !changing) {
                headers.write(headers.current().written(data));
                writing = true;
                changing |= data;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The mark of the disk's data. */
    UUID dataMark() {
        lock.lock();
        try {
            return headers.current().dataWrite();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts sectors to their places. They are safe when it returns; that they are at their places is
     * so after the next flush of the file, which has to come before the next call.
     */
    void commit(SortedMap<Long, ByteBuffer> sectors) throws IOException {
        lock.lock();
        try {
            var batch = new TreeMap<Long, ByteBuffer>();
            for (var sector : sectors.entrySet()) {
                if (batch.size() == LogEntry.MOST_SECTORS) {
                    commitAtOnce(batch);
                    file.flush();
                    batch.clear();
                }
                batch.put(sector.getKey(), sector.getValue());
            }
            commitAtOnce(batch);
        } finally {
            lock.unlock();
        }
    }

    private void commitAtOnce(SortedMap<Long, ByteBuffer> sectors) throws IOException {
        long length = (sectors.size() + 1L) * LogEntry.SECTOR;
        if (next + length > region.length()) {
            next = 0;
        }
        var entry =
                new LogEntry(
                        next,
                        length,
                        next,
                        sequence,
                        sectors.size(),
                        flushedLength,
                        Region.roundUp(file.length()));
        file.write(region.offset() + next, entry.bytes(id, sectors));
        file.flush();
        if (!headers.current().logInUse()) {
            headers.write(headers.current().withLog(id));
        }
        for (var sector : sectors.entrySet()) {
            file.write(sector.getKey(), sector.getValue().duplicate());
        }
        next += length;
        sequence++;
    }

    /** Retires it if nothing came since this was last called, so that others may read the file. */
    void retireIfIdle() throws IOException {
        lock.lock();
        try {
            if (lastSeen == sequence) {
                retire();
            }
            lastSeen = sequence;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing has to be replayed, when all is at its place; durable when it returns. */
    void retire() throws IOException {
        lock.lock();
        try {
            if (headers.current().logInUse()) {
                file.flush();
                headers.write(headers.current().withLog(Guids.NONE));
            }
        } finally {
            lock.unlock();
        }
    }
}
