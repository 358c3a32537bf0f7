package org.blockyard.format.qcow2.internal.meta;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.blockyard.format.kit.ImageFile;

/**
 * Pieces of metadata that go to disk together, in no order among them; neighbours become one write.
 */
final class Writes {
    private static final int MOST = 1 << 20;

    private record Piece(long offset, ByteBuffer bytes) {
        long end() {
            return offset + bytes.remaining();
        }
    }

    private final List<Piece> pieces = new ArrayList<>();

    /** Adds the bytes from the buffer's position to its limit; they must not change any more. */
    void add(long offset, ByteBuffer bytes) {
        pieces.add(new Piece(offset, bytes));
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    void writeTo(ImageFile file) throws IOException {
        pieces.sort(Comparator.comparingLong(Piece::offset));
        for (int from = 0; from < pieces.size(); ) {
            int to = endOfRun(from);
            file.write(pieces.get(from).offset, joined(from, to));
            from = to;
        }
    }

    private int endOfRun(int from) {
        int to = from + 1;
        long size = pieces.get(from).bytes.remaining();
        while (to < pieces.size()
                && pieces.get(to).offset == pieces.get(to - 1).end()
                && size < MOST) {
            size += pieces.get(to++).bytes.remaining();
        }
        return to;
    }

    private ByteBuffer joined(int from, int to) {
        if (to == from + 1) {
            return pieces.get(from).bytes;
        }
        var all = ByteBuffer.allocate((int) (pieces.get(to - 1).end() - pieces.get(from).offset));
        pieces.subList(from, to).forEach(piece -> all.put(piece.bytes));
        return all.flip();
    }
}
