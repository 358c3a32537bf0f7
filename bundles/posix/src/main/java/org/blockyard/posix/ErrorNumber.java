package org.blockyard.posix;

import java.util.Map;

/**
 * The error numbers of Linux that this bundle's callers decide by, and the system's words for the
 * usual ones.
 */
public final class ErrorNumber {
    /** Operation not permitted. */
    public static final int EPERM = 1;

    /** No such file or directory. */
    public static final int ENOENT = 2;

    /** Interrupted system call. */
    public static final int EINTR = 4;

    /** Input/output error. */
    public static final int EIO = 5;

    /** No such device or address. */
    public static final int ENXIO = 6;

    /** Bad file descriptor. */
    public static final int EBADF = 9;

    /** Resource temporarily unavailable. */
    public static final int EAGAIN = 11;

    /** Permission denied. */
    public static final int EACCES = 13;

    /** File exists. */
    public static final int EEXIST = 17;

    /** Is a directory. */
    public static final int EISDIR = 21;

    /** Invalid argument. */
    public static final int EINVAL = 22;

    /** Inappropriate ioctl for device. */
    public static final int ENOTTY = 25;

    /** Read-only file system. */
    public static final int EROFS = 30;

    /** Function not implemented. */
    public static final int ENOSYS = 38;

    /** Operation not supported. */
    public static final int EOPNOTSUPP = 95;

    private static final Map<Integer, String> WORDS =
            Map.ofEntries(
                    Map.entry(EPERM, "Operation not permitted"),
                    Map.entry(ENOENT, "No such file or directory"),
                    Map.entry(EINTR, "Interrupted system call"),
                    Map.entry(EIO, "Input/output error"),
                    Map.entry(ENXIO, "No such device or address"),
                    Map.entry(EBADF, "Bad file descriptor"),
                    Map.entry(EAGAIN, "Resource temporarily unavailable"),
                    Map.entry(12, "Cannot allocate memory"),
                    Map.entry(EACCES, "Permission denied"),
                    Map.entry(16, "Device or resource busy"),
                    Map.entry(EEXIST, "File exists"),
                    Map.entry(20, "Not a directory"),
                    Map.entry(EISDIR, "Is a directory"),
                    Map.entry(EINVAL, "Invalid argument"),
                    Map.entry(24, "Too many open files"),
                    Map.entry(ENOTTY, "Inappropriate ioctl for device"),
                    Map.entry(26, "Text file busy"),
                    Map.entry(27, "File too large"),
                    Map.entry(28, "No space left on device"),
                    Map.entry(29, "Illegal seek"),
                    Map.entry(EROFS, "Read-only file system"),
                    Map.entry(36, "File name too long"),
                    Map.entry(37, "No locks available"),
                    Map.entry(ENOSYS, "Function not implemented"),
                    Map.entry(40, "Too many levels of symbolic links"),
                    Map.entry(EOPNOTSUPP, "Operation not supported"),
                    Map.entry(88, "Socket operation on non-socket"),
                    Map.entry(107, "Transport endpoint is not connected"),
                    Map.entry(111, "Connection refused"),
                    Map.entry(116, "Stale file handle"),
                    Map.entry(122, "Disk quota exceeded"),
                    Map.entry(123, "No medium found"));

    private ErrorNumber() {}

    /** The system's words for an error number. */
    public static String words(int errno) {
        return WORDS.getOrDefault(errno, "Error " + errno);
    }
}
