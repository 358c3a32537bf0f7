package org.blockyard.img.internal;

import java.io.IOException;
import org.blockyard.graph.ChainExtent;
import org.jspecify.annotations.Nullable;

/** Cuts a source into the pieces to be copied, from the front to the end. Not thread-safe. */
final class Pieces {
    /**
     * The most of data in a piece that is read: little enough to stay in a processor's cache until
     * written.
     */
    static final int MOST = 512 << 10;

    /** What is to be done with a piece. */
    enum Kind {
        /** It is read and written. */
        DATA,
        /** It reads as zeroes. */
        ZERO,
        /** The target has it: it counts for a checksum only, and reads as zeroes. */
        SKIPPED_ZERO,
        /** The target has it: it is read for a checksum only. */
        SKIPPED_DATA
    }

    /**
     * A piece.
     *
     * @param number its place in the order of pieces
     * @param offset where it begins
     * @param length its bytes
     * @param kind what to do
     * @param extent where it lies
     */
    record Piece(long number, long offset, long length, Kind kind, ChainExtent extent) {}

    private final SourceDisk source;
    private final CopyPlan plan;
    private final int most;
    private final boolean all;
    private long position;
    private long extentEnd;
    private long count;
    private @Nullable ChainExtent extent;

    /**
     * @param most the most of data in a piece
     * @param all whether what the target has is told, too
     */
    Pieces(SourceDisk source, CopyPlan plan, int most, boolean all) {
        this.source = source;
        this.plan = plan;
        this.most = most;
        this.all = all;
    }

    /** The next piece, or null at the end. */
    @Nullable Piece next() throws IOException {
        while (position < source.length()) {
            var current = current();
            var kind = kind(current);
            long from = position;
            long left = end(kind);
            if (left <= 0) {
                // less than what is compressed in one piece: it goes with what follows
                kind = Kind.DATA;
                left = end(kind);
            }
            position += left;
            if (all || kind == Kind.DATA || kind == Kind.ZERO) {
                return new Piece(count++, from, left, kind, current);
            }
        }
        return null;
    }

    private ChainExtent current() throws IOException {
        var known = extent;
        while (known == null || position >= extentEnd) {
            long at = known == null ? position : Math.max(position, extentEnd);
            known = source.status(at);
            extentEnd = at + known.length();
            extent = known;
        }
        return known;
    }

    private Kind kind(ChainExtent e) {
        boolean held =
                switch (plan.selection()) {
                    case ALL -> true;
                    // what nobody holds in a source without backing are its own zeroes
                    case OWN -> e.depth() <= (e.present() ? 0 : 1);
                    case ABOVE_BASE -> e.present();
                };
        boolean zero = e.zero() && plan.sparse() > 0;
        if (!held) {
            return e.zero() ? Kind.SKIPPED_ZERO : Kind.SKIPPED_DATA;
        }
        boolean there = plan.selection() == CopyPlan.Selection.ALL && plan.blank();
        return zero ? there ? Kind.SKIPPED_ZERO : Kind.ZERO : Kind.DATA;
    }

    /** How much of the current extent is one piece: whole units where the target compresses. */
    private long end(Kind kind) {
        long left = extentEnd - position;
        int unit = plan.unit();
        boolean data = kind == Kind.DATA || kind == Kind.SKIPPED_DATA;
        if (data) {
            left = Math.min(left, Math.max(most, unit));
        }
        if (unit == 0 || position + left == source.length()) {
            return left;
        }
        long whole = (position + left) / unit * unit - position;
        return kind == Kind.DATA && whole < left
                ? Math.min(whole + unit, source.length() - position)
                : whole;
    }
}
