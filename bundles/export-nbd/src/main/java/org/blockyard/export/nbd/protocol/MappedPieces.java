package org.blockyard.export.nbd.protocol;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.graph.Lane;
import org.blockyard.io.MappedRead;

/**
 * A range as mapped memory, in as many pieces as an image is fragmented into. All of it is had, or
 * none.
 */
final class MappedPieces {
    /** The most pieces that a range is cut into. */
    static final int MOST = 40;

    private final Lane lane;
    private final List<MappedRead> pieces = new ArrayList<>(MOST);

    MappedPieces(Lane lane) {
        this.lane = lane;
    }

    /**
     * Takes the range; the pieces, to be closed one by one, or none. The list is the same each
     * time.
     */
    List<MappedRead> take(long offset, int length) {
        pieces.clear();
        boolean taken = false;
        try {
            taken = add(offset, length);
        } catch (IOException | RuntimeException e) {
            // reading the range in another way tells what is wrong
        }
        if (!taken) {
            pieces.forEach(MappedRead::close);
            pieces.clear();
        }
        return pieces;
    }

    private boolean add(long offset, int length) throws IOException {
        for (int done = 0; done < length; ) {
            if (pieces.size() == MOST) {
                return false;
            }
            var lent = lane.tryMapSome(offset + done, length - done);
            if (lent.isEmpty()) {
                return false;
            }
            pieces.add(lent.get());
            done += lent.get().bytes().remaining();
        }
        return true;
    }
}
