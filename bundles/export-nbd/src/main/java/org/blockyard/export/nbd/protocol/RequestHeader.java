package org.blockyard.export.nbd.protocol;

import java.io.IOException;

/**
 * The request at hand: one object for a connection, filled again for each request, so that it costs
 * no memory.
 */
final class RequestHeader {
    private final Framing framing;
    int flags;
    int type;
    long cookie;
    long offset;

    /** How far the request reaches; negative for 2^63 and more. */
    long length;

    RequestHeader(Framing framing) {
        this.framing = framing;
    }

    /**
     * Waits for the next request.
     *
     * @return false if the client left instead
     */
    boolean read(Inbound in) throws IOException {
        if (!in.await(framing.requestBytes())) {
            return false;
        }
        var bytes = in.bytes();
        int at = bytes.position();
        if (bytes.getInt(at) != framing.requestMagic()) {
            throw new ProtocolViolation("a request begins with the wrong magic number");
        }
        flags = bytes.getShort(at + 4) & 0xffff;
        type = bytes.getShort(at + 6) & 0xffff;
        cookie = bytes.getLong(at + 8);
        offset = bytes.getLong(at + 16);
        length =
                framing == Framing.EXTENDED
                        ? bytes.getLong(at + 24)
                        : bytes.getInt(at + 24) & 0xffff_ffffL;
        bytes.position(at + framing.requestBytes());
        return true;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * How many bytes follow the header.
     *
     * @throws ProtocolViolation if they are more than a client may send
     */
    int payload() throws ProtocolViolation {
        // a write always has one: clients are known to leave out the flag that should say so
        boolean follows =
                type == Wire.CMD_WRITE
                        || (framing == Framing.EXTENDED && has(Wire.CMD_FLAG_PAYLOAD_LEN));
        if (!follows) {
            return 0;
        }
        if (length < 0 || length > Wire.MAX_PAYLOAD) {
            throw new ProtocolViolation("a payload of " + Long.toUnsignedString(length) + " bytes");
        }
        return (int) length;
    }

    /** It, to be kept. */
    Request keep() {
        return new Request(flags, cookie, offset, length);
    }
}
