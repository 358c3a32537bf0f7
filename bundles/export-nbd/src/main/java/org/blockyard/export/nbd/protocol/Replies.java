package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Short replies of the lane's own thread, gathered in the outbox. */
final class Replies {
    private final Framing framing;
    private final Outbox out;
    private final Tally tally;
    private final ByteBuffer memory;

    Replies(Framing framing, Outbox out, Tally tally) {
        this.framing = framing;
        this.out = out;
        this.tally = tally;
        this.memory = out.memory();
    }

    /** Says that it is done. */
    void done(RequestHeader request) throws IOException {
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        out.add(at, framing.putDone(memory, at, request.cookie, request.offset));
    }

    /** Answers a read of nothing. */
    void empty(RequestHeader request) throws IOException {
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        int end =
                framing.chunked()
                        ? framing.putEnd(memory, at, request.cookie, request.offset)
                        : framing.putDone(memory, at, request.cookie, request.offset);
        out.add(at, end);
    }

    /** Says that it failed. */
    void error(RequestHeader request, int error) throws IOException {
        tally.failed();
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        out.add(at, framing.putError(memory, at, error, request.cookie, request.offset));
    }
}
