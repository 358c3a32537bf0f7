package org.blockyard.format.qcow2.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.data.ClusterFilling.Range;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.L2Entry;
import org.blockyard.format.qcow2.internal.meta.Mapping;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.io.BufferPool;
import org.blockyard.io.IoBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes guest data as {@link GuestWriter} does, if that needs no waiting: metadata are in memory,
 * nobody else changes them just now, and what must be copied along can be read at once. All that is
 * needed is made ready before the first byte is written. Called inside a request's bracket.
 */
final class QuickWriter {
    /** A write that falls into more places is left to others. */
    private static final int MOST_PIECES = 8;

    /** What is put together to be written as one has at most this size. */
    private static final int MOST_JOINED = 256 << 10;

    private final Geometry geometry;
    private final Mapping mapping;
    private final GuestData data;
    private final Clusters clusters;
    private final Claims claims;
    private final ClusterFilling filling;
    private final BufferPool buffers;

    QuickWriter(
            Metadata metadata,
            GuestData data,
            Clusters clusters,
            Claims claims,
            ClusterFilling filling,
            BufferPool buffers) {
        this.geometry = metadata.geometry();
        this.mapping = metadata.mapping();
        this.data = data;
        this.clusters = clusters;
        this.claims = claims;
        this.filling = filling;
        this.buffers = buffers;
    }

    /** What goes to one place of the file. */
    private static final class Piece {
        final @Nullable Claim claim;
        long host;
        long guest;
        ByteBuffer bytes;
        Range range = ClusterFilling.NOTHING;
        @Nullable IoBuffer lent;
        boolean written;

        Piece(@Nullable Claim claim, long host, long guest, ByteBuffer bytes) {
            this.claim = claim;
            this.host = host;
            this.guest = guest;
            this.bytes = bytes;
        }
    }

    /** Writes the rest of the buffer; otherwise false, with nothing done. */
    boolean tryWrite(long offset, ByteBuffer source) throws IOException {
        long entry = mapping.cachedUnit(geometry.unitOf(offset));
        if (entry == Mapping.UNKNOWN || !clusters.valid(entry)) {
            return false;
        }
        int size = source.remaining();
        if (!L2Entry.writable(entry) || clusters.writableRun(offset, entry, size, false) < size) {
            return tryPieces(offset, source);
        }
        long host = L2Entry.offset(entry) + geometry.inUnit(offset);
        return !clusters.guarded(host, size) && data.tryWrite(host, offset, source);
    }

    private boolean tryPieces(long offset, ByteBuffer source) throws IOException {
        var pieces = new ArrayList<Piece>(2);
        boolean failed = true;
        try {
            boolean done = cut(offset, source, pieces) && write(pieces);
            failed = false;
            if (done) {
                source.position(source.limit());
            }
            return done;
        } finally {
            for (var piece : pieces) {
                end(piece, failed);
            }
        }
    }

    private void end(Piece piece, boolean failed) {
        if (piece.lent != null) {
            piece.lent.close();
        }
        if (piece.claim != null && !piece.written) {
            if (failed) {
                claims.abandon(piece.claim);
            } else {
                claims.undo(piece.claim);
            }
        }
    }

    private boolean cut(long offset, ByteBuffer source, ArrayList<Piece> into) throws IOException {
        int start = source.position();
        long end = offset + source.remaining();
        for (long at = offset; at < end; ) {
            long entry = mapping.cachedUnit(geometry.unitOf(at));
            if (into.size() == MOST_PIECES || entry == Mapping.UNKNOWN || !clusters.valid(entry)) {
                return false;
            }
            var rest = source.slice(start + (int) (at - offset), (int) (end - at));
            var piece = L2Entry.writable(entry) ? inPlace(at, entry, rest) : elsewhere(at, rest);
            if (piece == null) {
                return false;
            }
            into.add(piece);
            at += rest.limit();
            if (piece.claim != null && !fill(piece, piece.claim)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Piece inPlace(long at, long entry, ByteBuffer rest) throws IOException {
        long host = L2Entry.offset(entry) + geometry.inUnit(at);
        rest.limit(clusters.writableRun(at, entry, rest.remaining(), false));
        return clusters.guarded(host, rest.remaining()) ? null : new Piece(null, host, at, rest);
    }

    private @Nullable Piece elsewhere(long at, ByteBuffer rest) throws IOException {
        var claim =
                claims.tryClaim(
                        geometry.clusterOf(at),
                        geometry.clustersFor(at + rest.remaining()),
                        geometry.unitOf(at));
        if (claim == null) {
            return null;
        }
        rest.limit((int) Math.min(geometry.offsetOf(claim.end()) - at, rest.remaining()));
        return new Piece(claim, at + filling.shift(claim), at, rest);
    }

    /** Puts around a piece's data what belongs there; false if that is not to be had at once. */
    private boolean fill(Piece piece, Claim claim) throws IOException {
        var source = piece.bytes;
        long end = piece.guest + source.remaining();
        filling.guard(claim, end);
        var range = filling.rangeOf(claim, piece.guest, end);
        piece.range = range;
        if (range.size() == source.remaining()) {
            return true;
        }
        if (range.size() > MOST_JOINED) {
            return false;
        }
        var lent = buffers.lend(range.size());
        piece.lent = lent;
        var all = lent.bytes().clear().limit(range.size());
        if (!filling.join(claim, range, piece.guest, source, all, false)) {
            return false;
        }
        piece.bytes = all;
        piece.guest = range.from();
        piece.host = range.from() + filling.shift(claim);
        return true;
    }

    private boolean write(ArrayList<Piece> pieces) throws IOException {
        boolean begun = false;
        for (var piece : pieces) {
            if (!data.tryWrite(piece.host, piece.guest, piece.bytes)) {
                if (!begun) {
                    return false;
                }
                // half of it is there, and this should not happen often
                data.write(piece.host, piece.guest, piece.bytes);
            }
            begun = true;
            if (piece.claim != null) {
                claims.complete(piece.claim, piece.range.from(), piece.range.to());
            }
            piece.written = true;
        }
        return true;
    }
}
