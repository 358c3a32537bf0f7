package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Short replies of the lane's own thread, gathered in the outbox. */
final class Replies {
    private final Framing framing;
    private final Outbox out;
    private final Tally tally;

    Replies(Framing framing, Outbox out, Tally tally) {
        this.framing = framing;
        this.out = out;
        this.tally = tally;
    }

    /** Says that it is done. */
    void done(RequestHeader request) throws IOException {
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        out.add(at, framing.putDone(out.memory(), at, request.cookie, request.offset));
    }

    /** Answers a read of nothing. */
    void empty(RequestHeader request) throws IOException {
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        int end =
                framing.chunked()
                        ? framing.putEnd(out.memory(), at, request.cookie, request.offset)
                        : framing.putDone(out.memory(), at, request.cookie, request.offset);
        out.add(at, end);
    }

    /** Sends a reply that was made elsewhere and fits into the outbox. */
    void send(ByteBuffer[] parts) throws IOException {
        for (var part : parts) {
            int at = out.placeHeader(part.remaining(), 0);
            out.memory().put(at, part, part.position(), part.remaining());
            out.add(at, at + part.remaining());
        }
    }

    /** Says that it failed. */
    void error(RequestHeader request, int error) throws IOException {
        tally.failed();
        int at = out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        out.add(at, framing.putError(out.memory(), at, error, request.cookie, request.offset));
    }
}
