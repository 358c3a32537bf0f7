package org.blockyard.posix;

import java.io.IOException;

/**
 * A system call that failed: its error number, and a sentence in the system's words such as {@code
 * No space left on device}.
 */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final int errno;

    /** A failure of {@code call} with the system's words for {@code errno}. */
    public PosixException(String call, int errno, String words) {
        super(words);
        this.call = call;
        this.errno = errno;
    }

    /** A failure of {@code call} with the usual words for {@code errno}. */
    public static PosixException of(String call, int errno) {
        return new PosixException(call, errno, ErrorNumber.words(errno));
    }

    /** The failure of a call that this system or this virtual machine does not offer. */
    public static PosixException unsupported(String call) {
        return of(call, ErrorNumber.ENOSYS);
    }

    /** The call's name, such as {@code fallocate}. */
    public String call() {
        return call;
    }

    /** The Linux error number. */
    public int errno() {
        return errno;
    }

    /**
     * Whether the call is not offered by this system, file system or device, so that asking again
     * is pointless.
     */
    public boolean isUnsupported() {
        return errno == ErrorNumber.ENOSYS
                || errno == ErrorNumber.EOPNOTSUPP
                || errno == ErrorNumber.ENOTTY;
    }

    /** The words for the error number, never null. */
    public String words() {
        var message = getMessage();
        return message == null ? call : message;
    }
}
