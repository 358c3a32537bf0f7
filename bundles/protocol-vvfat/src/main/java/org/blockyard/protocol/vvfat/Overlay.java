package org.blockyard.protocol.vvfat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * What the guest has written, by sectors, in a temporary file that has no name and is as long as
 * the disk at most. Any number of threads may use it.
 */
final class Overlay implements Closeable {
    private static final int SECTOR = FatLayout.SECTOR;

    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet written = new BitSet();
    private final BitSet dirty = new BitSet();
    private volatile @Nullable FileChannel file;

    /** How many sectors from one on were written, or were not, counted up to a number. */
    int run(int sector, int most, boolean overlaid) {
        lock.lock();
        try {
            int end = overlaid ? written.nextClearBit(sector) : written.nextSetBit(sector);
            return end < 0 ? most : Math.min(most, end - sector);
        } finally {
            lock.unlock();
        }
    }

    boolean has(int sector) {
        lock.lock();
        try {
            return written.get(sector);
        } finally {
            lock.unlock();
        }
    }

    /** Whether one of so many sectors was written since the last {@link #clean}. */
    boolean isDirty(int sector, int count) {
        lock.lock();
        try {
            int next = dirty.nextSetBit(sector);
            return next >= 0 && next < sector + count;
        } finally {
            lock.unlock();
        }
    }

    /** Whether anything was written since the last {@link #clean}. */
    boolean isDirty() {
        lock.lock();
        try {
            return !dirty.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Says that what was written so far has become files. */
    void clean() {
        lock.lock();
        try {
            dirty.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Says that so many sectors are elsewhere now. */
    void forget(int sector, int count) {
        lock.lock();
        try {
            written.clear(sector, sector + count);
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes it holds. */
    long size() {
        lock.lock();
        try {
            return (long) written.cardinality() * SECTOR;
        } finally {
            lock.unlock();
        }
    }

    /** All that it holds, in the form that {@link #takeOver} takes; with no request under way. */
    Map<String, Object> handOver() throws IOException {
        var bytes = ByteBuffer.allocate((int) size());
        for (int first = written.nextSetBit(0); first >= 0; ) {
            int end = written.nextClearBit(first);
            bytes.limit(bytes.position() + (end - first) * SECTOR);
            read((long) first * SECTOR, bytes);
            first = written.nextSetBit(end);
        }
        return Map.of(
                "sectors",
                written.toByteArray(),
                "dirty",
                dirty.toByteArray(),
                "bytes",
                bytes.array());
    }

    /** Holds from here on what another held; false if the form is not known. */
    boolean takeOver(Map<?, ?> state) throws IOException {
        if (!(state.get("sectors") instanceof byte[] sectors
                && state.get("dirty") instanceof byte[] changed
                && state.get("bytes") instanceof byte[] bytes)) {
            return false;
        }
        var held = BitSet.valueOf(sectors);
        if ((long) held.cardinality() * SECTOR != bytes.length) {
            return false;
        }
        int at = 0;
        for (int first = held.nextSetBit(0); first >= 0; ) {
            int end = held.nextClearBit(first);
            int length = (end - first) * SECTOR;
            write((long) first * SECTOR, ByteBuffer.wrap(bytes, at, length));
            at += length;
            first = held.nextSetBit(end);
        }
        dirty.clear();
        dirty.or(BitSet.valueOf(changed));
        return true;
    }

    void read(long offset, ByteBuffer target) throws IOException {
        long at = offset;
        while (target.hasRemaining()) {
            int count = file().read(target, at);
            if (count < 0) {
                throw new BlockException(ErrorKind.IO, "the temporary file has been cut");
            }
            at += count;
        }
    }

    void write(long offset, ByteBuffer source) throws IOException {
        int first = (int) (offset / SECTOR);
        int end = (int) ((offset + source.remaining()) / SECTOR);
        long at = offset;
        while (source.hasRemaining()) {
            at += file().write(source, at);
        }
        lock.lock();
        try {
            written.set(first, end);
            dirty.set(first, end);
        } finally {
            lock.unlock();
        }
    }

    private FileChannel file() throws IOException {
        var known = file;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = file;
            if (known == null) {
                known =
                        FileChannel.open(
                                Files.createTempFile("blockyard-vvfat", ".tmp"),
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE);
                file = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        var known = file;
        if (known != null) {
            known.close();
        }
    }
}
