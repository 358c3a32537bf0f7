package org.blockyard.export.nbd.protocol;

/**
 * What is wrong with a request before anything was done, as the specification's sections on
 * requests and errors have it.
 */
final class Checks {
    private Checks() {}

    /** The error to answer with, or 0. */
    static int error(RequestHeader request, Negotiated agreed) {
        int allowed = flags(request.type, agreed.framing());
        if (allowed < 0) {
            return Wire.EINVAL;
        }
        if (writes(request.type) && !agreed.disk().writable()) {
            return Wire.EPERM;
        }
        if ((request.flags & ~allowed) != 0) {
            return Wire.EINVAL;
        }
        return switch (request.type) {
            case Wire.CMD_FLUSH -> 0;
            case Wire.CMD_BLOCK_STATUS -> status(request, agreed);
            case Wire.CMD_READ, Wire.CMD_CACHE ->
                    request.length > Wire.MAX_PAYLOAD ? Wire.EINVAL : range(request, agreed);
            default -> range(request, agreed);
        };
    }

    private static int status(RequestHeader request, Negotiated agreed) {
        return agreed.contexts().isEmpty() || request.length == 0
                ? Wire.EINVAL
                : range(request, agreed);
    }

    private static int range(RequestHeader request, Negotiated agreed) {
        long offset = request.offset;
        long length = request.length;
        if (offset < 0 || length < 0 || length > agreed.size() || offset > agreed.size() - length) {
            boolean needsSpace =
                    request.type == Wire.CMD_WRITE || request.type == Wire.CMD_WRITE_ZEROES;
            return needsSpace ? Wire.ENOSPC : Wire.EINVAL;
        }
        return ((offset | length) & (agreed.alignment() - 1)) != 0 ? Wire.EINVAL : 0;
    }

    private static boolean writes(int type) {
        return type == Wire.CMD_WRITE || type == Wire.CMD_TRIM || type == Wire.CMD_WRITE_ZEROES;
    }

    /**
     * The flags that a command may carry, or -1 if there is no such command. FUA may stand on any.
     */
    private static int flags(int type, Framing framing) {
        int payload = framing == Framing.EXTENDED ? Wire.CMD_FLAG_PAYLOAD_LEN : 0;
        return switch (type) {
            case Wire.CMD_READ -> Wire.CMD_FLAG_FUA | (framing.chunked() ? Wire.CMD_FLAG_DF : 0);
            case Wire.CMD_WRITE -> Wire.CMD_FLAG_FUA | payload;
            case Wire.CMD_FLUSH, Wire.CMD_TRIM, Wire.CMD_CACHE -> Wire.CMD_FLAG_FUA;
            case Wire.CMD_WRITE_ZEROES ->
                    Wire.CMD_FLAG_FUA | Wire.CMD_FLAG_NO_HOLE | Wire.CMD_FLAG_FAST_ZERO;
            case Wire.CMD_BLOCK_STATUS -> Wire.CMD_FLAG_FUA | Wire.CMD_FLAG_REQ_ONE | payload;
            default -> -1;
        };
    }
}
