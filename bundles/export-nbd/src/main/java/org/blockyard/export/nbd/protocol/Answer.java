package org.blockyard.export.nbd.protocol;

import java.nio.ByteBuffer;

/**
 * The last part of a reply.
 *
 * @param bytes what is sent; none if the request is answered by somebody else
 * @param release run when it was sent
 */
record Answer(ByteBuffer[] bytes, Runnable release) {
    /** Nothing to send. */
    static final Answer NONE = of();

    /** Bytes that nobody wants back. */
    static Answer of(ByteBuffer... bytes) {
        return new Answer(bytes, () -> {});
    }
}
