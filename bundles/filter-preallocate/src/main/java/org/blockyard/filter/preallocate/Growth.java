package org.blockyard.filter.preallocate;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.driver.Child;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where a file ends, and where those who use it see it end. What lies between are zeroes with space
 * of their own.
 */
final class Growth {
    private static final long NOT_AHEAD = -1;

    private final Child file;
    private final long align;
    private final long ahead;
    private final ReentrantLock lock = new ReentrantLock();

    /** Where users see the file end, while it ends elsewhere. */
    private volatile long seen = NOT_AHEAD;

    Growth(Child file, long align, long ahead) {
        this.file = file;
        this.align = align;
        this.ahead = ahead;
    }

    /** The length that users see. */
    long length() {
        long end = seen;
        return end == NOT_AHEAD ? file.length() : end;
    }

    /** Makes the length that users see another one. */
    void resize(long length, Preallocation preallocation, boolean exact) throws IOException {
        lock.lock();
        try {
            boolean grows = length > length();
            if (grows && preallocation == Preallocation.OFF && growAhead(length)) {
                seen = length;
                return;
            }
            trim();
            file.resize(length, preallocation, exact);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the file reaches so far now. */
    private boolean growAhead(long length) throws IOException {
        if (length <= file.length()) {
            return true;
        }
        if (length > Long.MAX_VALUE - ahead - align) {
            return false;
        }
        long end = (length + ahead + align - 1) / align * align;
        try {
            file.resize(end, Preallocation.FALLOC, false);
            return true;
        } catch (BlockException e) {
            // no room for so much, or no such way to have it: then as much as is needed
            if (e.kind() != ErrorKind.UNSUPPORTED && e.kind() != ErrorKind.NO_SPACE) {
                throw e;
            }
            return false;
        }
    }

    /** Cuts off what is ahead. */
    void trim() throws IOException {
        lock.lock();
        try {
            long end = seen;
            if (end != NOT_AHEAD) {
                if (end < file.length()) {
                    file.resize(end, Preallocation.OFF, false);
                }
                seen = NOT_AHEAD;
            }
        } finally {
            lock.unlock();
        }
    }
}
