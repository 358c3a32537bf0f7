package org.blockyard.export.nbd.protocol;

import org.blockyard.io.BlockException;
import org.blockyard.io.Errno;
import org.blockyard.io.ErrorKind;

/** Which of the protocol's few error numbers stands for a failure (section "Error values"). */
final class Errors {
    private Errors() {}

    /** The number for a failure of any kind. */
    static int of(Throwable failure) {
        return switch (failure) {
            case BlockException block -> of(block);
            case OutOfMemoryError memory -> Wire.ENOMEM;
            default -> Wire.EIO;
        };
    }

    /** The number for a failure of a zero write that was to be fast or not at all. */
    static int ofFastZero(Throwable failure) {
        return failure instanceof BlockException block && block.kind() == ErrorKind.UNSUPPORTED
                ? Wire.ENOTSUP
                : of(failure);
    }

    private static int of(BlockException failure) {
        return switch (failure.errno()) {
            case Errno.EPERM, Errno.EROFS, Errno.EACCES -> Wire.EPERM;
            case Errno.ENOMEM -> Wire.ENOMEM;
            case Errno.ENOSPC, Errno.EFBIG, Errno.EDQUOT -> Wire.ENOSPC;
            // not to be used but for fast zeroes and unfragmented reads
            case Errno.EINVAL, Errno.ENOTSUP, Errno.EOVERFLOW -> Wire.EINVAL;
            case Errno.ESHUTDOWN -> Wire.ESHUTDOWN;
            default -> Wire.EIO;
        };
    }
}
