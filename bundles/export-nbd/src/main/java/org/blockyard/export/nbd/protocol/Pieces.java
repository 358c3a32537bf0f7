package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.graph.Lane;

/**
 * A range as what can be sent at once, mapped memory and holes, in as many pieces as an image is
 * fragmented into. All of it is had, or none.
 */
final class Pieces {
    /** The most pieces that a range is cut into. */
    static final int MOST = 40;

    private final Lane lane;
    private final List<Piece> pieces = new ArrayList<>(MOST);

    Pieces(Lane lane) {
        this.lane = lane;
    }

    /**
     * Takes the range; the pieces, to be closed one by one, or none. The list is the same each
     * time.
     */
    List<Piece> take(long offset, int length) {
        pieces.clear();
        boolean taken = false;
        try {
            taken = add(offset, length);
        } catch (IOException | RuntimeException e) {
            // reading the range in another way tells what is wrong
        }
        if (!taken) {
            pieces.forEach(Piece::close);
            pieces.clear();
        }
        return pieces;
    }

    private boolean add(long offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (pieces.size() == MOST) {
                return false;
            }
            var piece = next(offset + done, length - done);
            if (piece.length() == 0) {
                return false;
            }
            done += piece.length();
            pieces.add(piece);
        }
        return true;
    }

    /** The piece that begins at {@code offset}; of no length if it is neither. */
    private Piece next(long offset, int most) throws IOException {
        var lent = lane.tryMapSome(offset, most);
        if (lent.isPresent()) {
            return new Piece(lent.get().bytes().remaining(), lent.get());
        }
        var told = lane.tryChainStatus(offset, most);
        boolean hole = told.isPresent() && told.get().zero();
        return new Piece(hole ? (int) Math.min(told.get().length(), most) : 0, null);
    }
}
