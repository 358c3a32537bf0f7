package org.blockyard.posix.internal;

import com.sun.jna.Native;
import java.util.function.LongSupplier;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PosixException;

/**
 * The rare calls. JNA is loaded by the first of them (a tenth of a second), so nothing on a tool's
 * usual way comes here.
 */
public final class JnaCalls {
    private static final int POSIX_FADV_DONTNEED = 4;
    private static final int O_RDWR = 2;
    private static final int STANDARD_ERROR = 2;

    private JnaCalls() {}

    /** Makes a call and turns {@code -1} into the exception that its error number means. */
    static long check(String name, LongSupplier call) throws PosixException {
        try {
            long result = call.getAsLong();
            if (result == -1) {
                int errno = Native.getLastError();
                throw PosixException.of(name, errno);
            }
            return result;
        } catch (LinkageError missing) {
            throw PosixException.unsupported(name);
        }
    }

    static void dropCache(int descriptor) throws PosixException {
        long errno =
                check(
                        "posix_fadvise",
                        () -> JnaLibc.posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED));
        if (errno != 0) {
            throw new PosixException("posix_fadvise", (int) errno, ErrorNumber.words((int) errno));
        }
    }

    /** Sets the mask of new files' permissions; the mask before. */
    public static int umask(int mask) throws PosixException {
        return (int) check("umask", () -> JnaLibc.umask(mask));
    }

    /** Makes {@code to} another name for {@code from}. */
    public static void duplicate(int from, int to) throws PosixException {
        check("dup2", () -> JnaLibc.dup2(from, to));
    }

    /** Points the standard streams at {@code /dev/null}. */
    public static void silenceStandardStreams() throws PosixException {
        int nothing = (int) check("open", () -> JnaLibc.open("/dev/null", O_RDWR, 0));
        for (int stream = 0; stream <= STANDARD_ERROR; stream++) {
            duplicate(nothing, stream);
        }
        if (nothing > STANDARD_ERROR) {
            close(nothing);
        }
    }

    /** Closes a descriptor. */
    public static void close(int descriptor) throws PosixException {
        check("close", () -> JnaLibc.close(descriptor));
    }
}
