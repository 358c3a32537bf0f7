package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.PageWriter;
import org.blockyard.format.kit.Staged;

/** Collects what is to be written of the table, so that it can be written in one piece. */
final class TableWrites implements PageWriter {
    /** The most of the file that is written as one: the entries of 256 GiB. */
    private static final int MOST_TOGETHER = 1 << 20;

    private final List<Piece> collected = new ArrayList<>();

    private record Piece(long offset, ByteBuffer bytes) {
        long end() {
            return offset + bytes.remaining();
        }
    }

    @Override
    public void write(long offset, ByteBuffer bytes) {
        collected.add(new Piece(offset, bytes));
    }

    /** What has been staged. Under the disk's lock. */
    Pieces of(Staged entries) throws IOException {
        entries.write();
        var pieces = new Pieces(List.copyOf(collected));
        collected.clear();
        return pieces;
    }

    /** Pieces of the table on their way to the file. */
    static final class Pieces {
        private final List<Piece> pieces;
        private final long end;

        private Pieces(List<Piece> pieces) {
            this.pieces = pieces;
            this.end = pieces.stream().mapToLong(Piece::end).max().orElse(0);
        }

        /** Whether they can be written in one piece with the header. */
        boolean closeToHeader() {
            return end <= MOST_TOGETHER;
        }

        void write(ImageFile file) throws IOException {
            for (var piece : pieces) {
                file.write(piece.offset(), piece.bytes().duplicate());
            }
        }

        /** What lies between the header and the pieces stays as it is. */
        void writeWith(ByteBuffer header, ImageFile file) throws IOException {
            if (pieces.isEmpty()) {
                file.write(0, header);
                return;
            }
            var all = file.read(0, (int) end);
            all.put(0, header, header.position(), header.remaining());
            for (var piece : pieces) {
                all.put((int) piece.offset(), piece.bytes(), 0, piece.bytes().remaining());
            }
            file.write(0, all);
        }
    }
}
