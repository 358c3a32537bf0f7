package org.blockyard.protocol.file;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.io.MappedRead;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.MappedRange;
import org.blockyard.posix.PosixException;

/**
 * Lends pieces of a file as mapped memory. The file is mapped a window at a time, when the window
 * is first asked for; windows may reach past the end, so growth needs nothing new. Whoever gets
 * memory gives it to a channel: if the file was cut under it, that channel's write fails, while a
 * read in Java would be an error of the virtual machine.
 */
final class MappedWindows implements AutoCloseable {
    static final long WINDOW = 1L << 30;
    private static final int MOST = 4096; // 4 TiB of address space

    private final HostFile file;
    private final Arena arena = Arena.ofShared();
    private final ConcurrentHashMap<Long, Window> windows = new ConcurrentHashMap<>();
    private final ReentrantLock mapping = new ReentrantLock();
    private volatile boolean offered = true;

    private record Window(MappedRange range, ByteBuffer bytes) {}

    MappedWindows(HostFile file) {
        this.file = file;
    }

    /** A range that lies inside the file, if it is in memory and in one window. */
    Optional<MappedRead> lend(long offset, int length) {
        long index = offset / WINDOW;
        long start = offset - index * WINDOW;
        if (!offered || start + length > WINDOW) {
            return Optional.empty();
        }
        var window = windows.get(index);
        if (window == null) {
            window = map(index);
        }
        if (window == null
                || !file.isResident(window.range.memory().asSlice(start, length), offset)) {
            return Optional.empty();
        }
        window.range.touching(start, length);
        return Optional.of(MappedRead.of(window.bytes.slice((int) start, length)));
    }

    /** As {@link #lend}, up to the window's end. */
    Optional<MappedRead> lendSome(long offset, int length) {
        return lend(offset, (int) Math.min(length, WINDOW - offset % WINDOW));
    }

    private @org.jspecify.annotations.Nullable Window map(long index) {
        mapping.lock();
        try {
            var there = windows.get(index);
            if (there != null || windows.size() >= MOST) {
                return there;
            }
            var range = file.map(index * WINDOW, WINDOW, arena);
            var window = new Window(range, range.memory().asByteBuffer());
            windows.put(index, window);
            return window;
        } catch (PosixException failure) {
            offered = false;
            return null;
        } finally {
            mapping.unlock();
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
