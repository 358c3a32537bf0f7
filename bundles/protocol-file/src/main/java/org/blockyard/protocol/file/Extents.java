package org.blockyard.protocol.file;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.io.Extent;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.PosixException;

/**
 * Tells data from holes by SEEK_DATA and SEEK_HOLE. The last run of data is remembered, because
 * finding its end can be slow and callers ask for it piece by piece; holes are not, because another
 * process may fill them.
 */
final class Extents {
    private final HostFile file;
    private final int alignment;
    private final AtomicInteger changes = new AtomicInteger();
    private volatile boolean offered = true;
    private volatile Data last = new Data(0, 0, 0);

    private record Data(long start, long end, int changes) {}

    Extents(HostFile file, int alignment) {
        this.file = file;
        this.alignment = alignment;
    }

    /** Forgets what was remembered: space was given back. */
    void changed() {
        changes.incrementAndGet();
    }

    Extent at(long offset, long length) throws PosixException {
        var known = known(offset, length);
        return known.isPresent() ? known.get() : look(offset, length);
    }

    /** What is known without asking the file system. */
    Optional<Extent> known(long offset, long length) {
        if (!offered) {
            return Optional.of(Extent.data(length));
        }
        var known = last;
        return known.changes == changes.get() && offset >= known.start && offset < known.end
                ? Optional.of(Extent.data(Math.min(length, roundUp(known.end - offset))))
                : Optional.empty();
    }

    private Extent look(long offset, long length) throws PosixException {
        int seen = changes.get();
        try {
            long data = file.nextData(offset);
            if (data > offset || data < 0) {
                return hole(data < 0 ? length : Math.min(length, data - offset), length);
            }
            long end = file.nextHole(offset);
            if (end <= offset) {
                return Extent.data(length); // cut between the two calls
            }
            last = new Data(offset, end, seen);
            return Extent.data(Math.min(length, roundUp(end - offset)));
        } catch (PosixException failure) {
            if (failure.isUnsupported()
                    || failure.errno() == org.blockyard.posix.ErrorNumber.EINVAL) {
                offered = false;
                return Extent.data(length);
            }
            throw failure;
        }
    }

    /** A hole's whole units; a unit that is data in part is data. */
    private Extent hole(long bytes, long length) {
        long whole = bytes == length ? bytes : bytes & -alignment;
        return whole > 0 ? Extent.zero(whole) : Extent.data(Math.min(length, alignment));
    }

    private long roundUp(long bytes) {
        return (bytes + alignment - 1) & -alignment;
    }
}
