package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/** copy_file_range: moves bytes from file to file inside the system. */
final class RangeCopy {
    private static final int FROM = 8;
    private static final int TO = 16;
    private static final int MEMORY = 24;

    private RangeCopy() {}

    /** How many bytes were copied; fewer than wanted where the source ends. */
    static long run(long source, long from, long target, long to, long length)
            throws PosixException {
        if (!Libc.has(Libc.COPY_FILE_RANGE)) {
            throw PosixException.unsupported("copy_file_range");
        }
        try (var arena = Arena.ofConfined()) {
            // the error number, and both offsets, which the system moves on
            var memory = arena.allocate(MEMORY, Long.BYTES);
            memory.set(JAVA_LONG, FROM, from);
            memory.set(JAVA_LONG, TO, to);
            long done = 0;
            while (done < length) {
                long count =
                        Libc.call(
                                Libc.COPY_FILE_RANGE,
                                memory,
                                source,
                                memory.address() + FROM,
                                target,
                                memory.address() + TO,
                                length - done,
                                0);
                if (count == 0) {
                    break;
                }
                if (count > 0) {
                    done += count;
                } else if (Libc.errno(memory) != ErrorNumber.EINTR) {
                    throw PosixException.of("copy_file_range", Libc.errno(memory));
                }
            }
            return done;
        }
    }
}
