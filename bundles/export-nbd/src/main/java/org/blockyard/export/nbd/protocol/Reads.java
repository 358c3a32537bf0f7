package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.SendableRead;

/**
 * Reads, done at once where that is possible: large ones from mapped memory and as holes, others
 * straight into the outbox.
 */
final class Reads {
    /** From this length on mapped memory is asked for; below it a copy is cheaper. */
    static final int MAPPED = 32 << 10;

    /** From this length on the system is asked to send it itself. */
    static final int SENT = 64 << 10;

    /** Mapped memory is sent at once from this length on, so that it is not held long. */
    private static final int SEND_AT_ONCE = 128 << 10;

    private final Lane lane;
    private final Framing framing;
    private final Outbox out;
    private final Replies replies;
    private final RingReads ring;
    private final BlockingRead blocking;
    private final Pieces pieces;
    private final PieceSender sender;

    Reads(
            Lane lane,
            Framing framing,
            Outbox out,
            Replies replies,
            RingReads ring,
            BlockingRead blocking,
            Zeroes zeroes) {
        this.lane = lane;
        this.framing = framing;
        this.out = out;
        this.replies = replies;
        this.ring = ring;
        this.blocking = blocking;
        this.pieces = new Pieces(lane);
        this.sender = new PieceSender(framing, out, zeroes);
    }

    /** Serves a read that was checked. */
    void serve(RequestHeader request) throws IOException {
        if (request.length == 0) {
            replies.empty(request);
        } else if (!(request.length >= SENT && sent(request))
                && !(request.length >= MAPPED && inPieces(request))
                && !copied(request)
                && !ring.add(request)) {
            blocking.submit(request.keep());
        }
    }

    /** Has the system send it from where it lies; false if that is not possible. */
    private boolean sent(RequestHeader request) throws IOException {
        var lent = lent(request);
        if (lent.isEmpty()) {
            return false;
        }
        try {
            sender.header(request);
        } catch (IOException e) {
            lent.get().close();
            throw e;
        }
        out.flushWith(lent.get());
        return true;
    }

    private Optional<SendableRead> lent(RequestHeader request) {
        try {
            return lane.trySendable(request.offset, (int) request.length);
        } catch (IOException e) {
            return Optional.empty(); // reading it in another way tells what is wrong
        }
    }

    /** Sends from mapped memory, and what is known to be zeroes; false if that is not possible. */
    private boolean inPieces(RequestHeader request) throws IOException {
        var taken = pieces.take(request.offset, (int) request.length);
        if (taken.isEmpty()) {
            return false;
        }
        sender.send(request, taken);
        if (request.length >= SEND_AT_ONCE) {
            out.flush();
        }
        return true;
    }

    /** Reads into the outbox; false if that can't be done at once. */
    private boolean copied(RequestHeader request) throws IOException {
        int length = (int) request.length;
        int header = framing.dataHeaderBytes();
        if (!out.holds(header, length)) {
            return false;
        }
        int at = out.place(header, length, request.offset);
        var target = out.target(at, at + length);
        try {
            if (!lane.tryRead(request.offset, target)) {
                return false;
            }
            if (target.hasRemaining()) {
                throw new BlockException(ErrorKind.IO, "a read came back short");
            }
        } catch (IOException | RuntimeException e) {
            replies.error(request, Errors.of(e));
            return true;
        }
        framing.putDataHeader(
                out.memory(),
                at - header,
                request.cookie,
                request.offset,
                request.offset,
                length,
                true);
        out.add(at - header, at + length);
        return true;
    }
}
