package org.blockyard.io;

/**
 * What went wrong, in words that stay the same over releases: programs decide by it, people read
 * the sentence. Each has the error number that a client is told when nothing more exact is known.
 */
public enum ErrorKind {
    /** A device or file failed. */
    IO(Errno.EIO),
    /** An image's or message's bytes are not what its format says. */
    INVALID_FORMAT(Errno.EINVAL),
    /** An option, argument or command is wrong. */
    INVALID_OPTION(Errno.EINVAL),
    /** Known, but this driver, node or build can't do it. */
    UNSUPPORTED(Errno.ENOTSUP),
    /** Metadata contradict themselves; the image needs a check. */
    CORRUPT(Errno.EIO),
    /** Beyond the end, or a number out of its limits. */
    OUT_OF_RANGE(Errno.EINVAL),
    /** No such file, node, export, job, object or driver. */
    NOT_FOUND(Errno.ENOENT),
    /** The name is taken. */
    EXISTS(Errno.EEXIST),
    /** Another process or user holds what is wanted. */
    LOCKED(Errno.EAGAIN),
    /** It is in use and can't be changed or removed now. */
    BUSY(Errno.EBUSY),
    /** No space left. */
    NO_SPACE(Errno.ENOSPC),
    /** Not allowed: permission, authorisation, a gate. */
    DENIED(Errno.EACCES),
    /** A write to what may only be read. */
    READ_ONLY(Errno.EPERM),
    /** Memory or another resource is used up. */
    RESOURCE(Errno.ENOMEM),
    /** It took longer than it may. */
    TIMEOUT(Errno.ETIMEDOUT),
    /** It was cancelled. */
    CANCELLED(Errno.ECANCELED),
    /** The driver is gone, being replaced, or its handle was revoked. */
    GONE(Errno.ESHUTDOWN);

    private final int errno;

    ErrorKind(int errno) {
        this.errno = errno;
    }

    /** The error number that stands for this kind. */
    public int errno() {
        return errno;
    }
}
