package org.blockyard.protocol.file;

import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;
import org.blockyard.posix.PosixException;

/** Says in the block interface's terms what the system said. */
final class Failures {
    private Failures() {}

    static BlockException of(PosixException failure) {
        return new BlockException(kind(failure), failure.errno(), failure.words(), failure);
    }

    static BlockException at(long offset, PosixException failure) {
        return of(failure).at(offset);
    }

    static BlockException opening(String path, PosixException failure) {
        return of(failure).prefix("Could not open '" + path + "': ");
    }

    static ErrorKind kind(PosixException failure) {
        return switch (failure.errno()) {
            case Errno.ENOENT, Errno.ENXIO, Errno.ENODEV -> ErrorKind.NOT_FOUND;
            case Errno.EACCES, Errno.EPERM -> ErrorKind.DENIED;
            case Errno.EROFS -> ErrorKind.READ_ONLY;
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EFBIG -> ErrorKind.NO_SPACE;
            case Errno.EEXIST -> ErrorKind.EXISTS;
            case Errno.EBUSY -> ErrorKind.BUSY;
            case Errno.ENOMEM -> ErrorKind.RESOURCE;
            case Errno.ENOTSUP, Errno.ENOSYS, Errno.ENOTTY -> ErrorKind.UNSUPPORTED;
            default -> ErrorKind.IO;
        };
    }
}
