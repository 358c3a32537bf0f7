package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;

/**
 * How replies are framed, as the client negotiated it: simple, in structured chunks, or in chunks
 * with extended headers.
 */
enum Framing {
    /** Simple replies only. */
    SIMPLE(0),
    /** Structured chunks for data and errors. */
    STRUCTURED(20),
    /** Extended chunks for everything. */
    EXTENDED(32);

    /** The bytes of a simple reply. */
    static final int SIMPLE_BYTES = 16;

    /** Room enough for the header of any reply with its fixed part. */
    static final int MOST_HEADER_BYTES = 64;

    private final int chunkBytes;

    Framing(int chunkBytes) {
        this.chunkBytes = chunkBytes;
    }

    /** Whether replies come in chunks. */
    boolean chunked() {
        return this != SIMPLE;
    }

    /** The bytes of a request's header. */
    int requestBytes() {
        return this == EXTENDED ? Wire.EXTENDED_REQUEST_BYTES : Wire.REQUEST_BYTES;
    }

    /** The magic number of a request. */
    int requestMagic() {
        return this == EXTENDED ? Wire.EXTENDED_REQUEST_MAGIC : Wire.REQUEST_MAGIC;
    }

    /** The bytes that stand before the data of a read. */
    int dataHeaderBytes() {
        return chunked() ? chunkBytes + Long.BYTES : SIMPLE_BYTES;
    }

    /**
     * Puts what stands before the data of a read; {@code requestOffset} is where the request began.
     */
    void putDataHeader(
            ByteBuffer to,
            int at,
            long cookie,
            long requestOffset,
            long offset,
            int length,
            boolean last) {
        if (!chunked()) {
            putSimple(to, at, 0, cookie);
            return;
        }
        int flags = last ? Wire.REPLY_FLAG_DONE : 0;
        int payload =
                putChunk(
                        to,
                        at,
                        flags,
                        Wire.REPLY_OFFSET_DATA,
                        cookie,
                        requestOffset,
                        (long) length + Long.BYTES);
        to.putLong(payload, offset);
    }

    /** Puts a whole hole chunk and returns its end. */
    int putHole(
            ByteBuffer to,
            int at,
            long cookie,
            long requestOffset,
            long offset,
            int length,
            boolean last) {
        int payload =
                putChunk(
                        to,
                        at,
                        last ? Wire.REPLY_FLAG_DONE : 0,
                        Wire.REPLY_OFFSET_HOLE,
                        cookie,
                        requestOffset,
                        Long.BYTES + Integer.BYTES);
        to.putLong(payload, offset);
        to.putInt(payload + Long.BYTES, length);
        return payload + Long.BYTES + Integer.BYTES;
    }

    /** Puts a reply that says "done" and carries nothing, and returns its end. */
    int putDone(ByteBuffer to, int at, long cookie, long requestOffset) {
        if (this != EXTENDED) {
            return putSimple(to, at, 0, cookie);
        }
        return putChunk(to, at, Wire.REPLY_FLAG_DONE, Wire.REPLY_NONE, cookie, requestOffset, 0);
    }

    /** Puts the chunk that ends a chunked reply, and returns its end. */
    int putEnd(ByteBuffer to, int at, long cookie, long requestOffset) {
        return putChunk(to, at, Wire.REPLY_FLAG_DONE, Wire.REPLY_NONE, cookie, requestOffset, 0);
    }

    /** Puts a whole error reply without a message, and returns its end. */
    int putError(ByteBuffer to, int at, int error, long cookie, long requestOffset) {
        if (!chunked()) {
            return putSimple(to, at, error, cookie);
        }
        int payload =
                putChunk(
                        to,
                        at,
                        Wire.REPLY_FLAG_DONE,
                        Wire.REPLY_ERROR,
                        cookie,
                        requestOffset,
                        Integer.BYTES + Short.BYTES);
        to.putInt(payload, error);
        to.putShort(payload + Integer.BYTES, (short) 0);
        return payload + Integer.BYTES + Short.BYTES;
    }

    /** Puts a chunk's header and returns where its payload begins. */
    int putChunk(
            ByteBuffer to,
            int at,
            int flags,
            int type,
            long cookie,
            long requestOffset,
            long length) {
        to.putInt(at, this == EXTENDED ? Wire.EXTENDED_REPLY_MAGIC : Wire.STRUCTURED_REPLY_MAGIC);
        to.putShort(at + 4, (short) flags);
        to.putShort(at + 6, (short) type);
        to.putLong(at + 8, cookie);
        if (this == EXTENDED) {
            to.putLong(at + 16, requestOffset);
            to.putLong(at + 24, length);
        } else {
            to.putInt(at + 16, (int) length);
        }
        return at + chunkBytes;
    }

    private static int putSimple(ByteBuffer to, int at, int error, long cookie) {
        to.putInt(at, Wire.SIMPLE_REPLY_MAGIC);
        to.putInt(at + 4, error);
        to.putLong(at + 8, cookie);
        return at + SIMPLE_BYTES;
    }
}
