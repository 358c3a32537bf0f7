package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.MappedRead;

/**
 * Reads, done at once where that is possible: large ones from mapped memory, others straight into
 * the outbox.
 */
final class Reads {
    /** From this length on mapped memory is asked for; below it a copy is cheaper. */
    static final int MAPPED = 32 << 10;

    /** Mapped memory is sent at once from this length on, so that it is not held long. */
    private static final int SEND_AT_ONCE = 128 << 10;

    private final Lane lane;
    private final Framing framing;
    private final Outbox out;
    private final ByteBuffer memory;
    private final ByteBuffer target;
    private final Replies replies;
    private final BlockingRead blocking;
    private final MappedPieces mappedPieces;

    Reads(Lane lane, Framing framing, Outbox out, Replies replies, Background background) {
        this.lane = lane;
        this.framing = framing;
        this.out = out;
        this.memory = out.memory();
        this.target = memory.duplicate();
        this.replies = replies;
        this.blocking = new BlockingRead(lane, framing, out, background);
        this.mappedPieces = new MappedPieces(lane);
    }

    /** Serves a read that was checked. */
    void serve(RequestHeader request) throws IOException {
        if (request.length == 0) {
            replies.empty(request);
        } else if (!(request.length >= MAPPED && mapped(request)) && !copied(request)) {
            blocking.submit(request.keep());
        }
    }

    /** Sends from mapped memory; false if that is not possible. */
    private boolean mapped(RequestHeader request) throws IOException {
        int length = (int) request.length;
        var pieces = mappedPieces.take(request.offset, length);
        if (pieces.isEmpty()) {
            return false;
        }
        addMapped(request, length, pieces);
        if (length >= SEND_AT_ONCE) {
            out.flush();
        }
        return true;
    }

    private void addMapped(RequestHeader request, int length, List<MappedRead> pieces)
            throws IOException {
        int header = framing.dataHeaderBytes();
        int added = 0;
        try {
            int at = out.placeHeader(header, pieces.size());
            framing.putDataHeader(
                    memory, at, request.cookie, request.offset, request.offset, length, true);
            out.add(at, at + header);
            for (; added < pieces.size(); added++) {
                out.add(pieces.get(added));
            }
        } finally {
            // what the outbox took it gives back
            pieces.subList(added, pieces.size()).forEach(MappedRead::close);
        }
    }

    /** Reads into the outbox; false if that can't be done at once. */
    private boolean copied(RequestHeader request) throws IOException {
        int length = (int) request.length;
        int header = framing.dataHeaderBytes();
        if (!out.holds(header, length)) {
            return false;
        }
        int at = out.place(header, length, request.offset);
        target.limit(at + length).position(at);
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
                memory, at - header, request.cookie, request.offset, request.offset, length, true);
        out.add(at - header, at + length);
        return true;
    }
}
