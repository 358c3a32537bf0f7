package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.List;
import org.blockyard.io.MappedRead;

/**
 * Puts the reply to a read whose bytes are had in pieces into the outbox: in one chunk where the
 * client wants that or knows no chunks, else holes as holes.
 */
final class PieceSender {
    private final Framing framing;
    private final Outbox out;
    private final Zeroes zeroes;

    PieceSender(Framing framing, Outbox out, Zeroes zeroes) {
        this.framing = framing;
        this.out = out;
        this.zeroes = zeroes;
    }

    /** Sends the pieces, which make up the whole request, and closes them when they were sent. */
    void send(RequestHeader request, List<Piece> pieces) throws IOException {
        int sent = 0;
        try {
            makeRoom(request, pieces);
            boolean whole = !framing.chunked() || request.has(Wire.CMD_FLAG_DF);
            long at = request.offset;
            while (sent < pieces.size()) {
                int end = whole ? pieces.size() : runEnd(pieces, sent);
                int length = length(pieces, sent, end);
                header(request, at, length, !whole && pieces.get(sent).isHole());
                for (; sent < end; sent++) {
                    add(pieces.get(sent), whole);
                }
                at += length;
            }
        } finally {
            // what the outbox took it gives back
            pieces.subList(sent, pieces.size()).forEach(Piece::close);
        }
    }

    /** Puts in the header of a reply that is one run of data, which then has to follow. */
    void header(RequestHeader request) throws IOException {
        out.placeHeader(Framing.MOST_HEADER_BYTES, 0);
        header(request, request.offset, (int) request.length, false);
    }

    /** Makes room for all of it, for it must go out with nothing of others between. */
    private void makeRoom(RequestHeader request, List<Piece> pieces) throws IOException {
        int repeats = (int) (request.length / Zeroes.BYTES);
        out.placeHeader(pieces.size() * Framing.MOST_HEADER_BYTES, pieces.size() + repeats);
    }

    private void header(RequestHeader request, long at, int length, boolean hole)
            throws IOException {
        var memory = out.memory();
        int place = out.end();
        boolean last = at + length == request.offset + request.length;
        if (hole) {
            int end =
                    framing.putHole(
                            memory, place, request.cookie, request.offset, at, length, last);
            out.add(place, end);
        } else {
            framing.putDataHeader(memory, place, request.cookie, request.offset, at, length, last);
            out.add(place, place + framing.dataHeaderBytes());
        }
    }

    private void add(Piece piece, boolean whole) throws IOException {
        if (piece.mapped() != null) {
            out.add(piece.mapped());
        } else if (whole) {
            for (int left = piece.length(); left > 0; left -= Zeroes.BYTES) {
                out.add(MappedRead.of(zeroes.of(Math.min(left, Zeroes.BYTES))));
            }
        }
    }

    /** Where the pieces end that go with the one at {@code from}: neighbours with data. */
    private static int runEnd(List<Piece> pieces, int from) {
        int end = from + 1;
        if (!pieces.get(from).isHole()) {
            while (end < pieces.size() && !pieces.get(end).isHole()) {
                end++;
            }
        }
        return end;
    }

    private static int length(List<Piece> pieces, int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            length += pieces.get(i).length();
        }
        return length;
    }
}
