package org.blockyard.format.parallels;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * An image as it lies in its file, read and changed with no request in flight.
 *
 * @param file the file
 * @param header its header
 */
record ParallelsImage(ImageFile file, ParallelsHeader header) {
    /** What of the table is looked at in one go. */
    private static final int PIECE = 64 << 10;

    /** The image in a file. */
    static ParallelsImage read(ImageFile file) throws IOException {
        var header = ParallelsHeader.read(file.read(0, ParallelsHeader.LENGTH));
        if (header.tableEnd() > ParallelsHeader.roundUp(file.length(), ParallelsHeader.SECTOR)) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "the file ends before the end of the catalog");
        }
        return new ParallelsImage(file, header);
    }

    /** Takes the entries of the table that are not zero. */
    interface Entries {
        /** Takes one. */
        void take(int index, long entry) throws IOException;
    }

    /** Shows all entries that say that there is a cluster. */
    void forEach(Entries entries) throws IOException {
        var piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < header.entries(); ) {
            int count = Math.min(PIECE / Integer.BYTES, header.entries() - index);
            file.read(entryOffset(index), piece.clear().limit(count * Integer.BYTES));
            for (piece.flip(); piece.hasRemaining(); index++) {
                int entry = piece.getInt();
                if (entry != 0) {
                    entries.take(index, Integer.toUnsignedLong(entry));
                }
            }
        }
    }

    /** Where an entry lies. */
    static long entryOffset(int index) {
        return ParallelsHeader.LENGTH + (long) index * Integer.BYTES;
    }

    /** Changes an entry in the file. */
    void set(int index, long entry) throws IOException {
        write(entryOffset(index), (int) entry);
    }

    /** Changes 32 bits in the file. */
    void write(long offset, int value) throws IOException {
        var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.write(offset, bytes.putInt(value).flip());
    }

    /** Whether an entry leads to a cluster that is in the file. */
    boolean isInside(long entry) {
        long offset = entry * header.unit();
        // a file may end in the middle of a sector; the rest of that reads as zeroes
        long fileEnd = ParallelsHeader.roundUp(file.length(), ParallelsHeader.SECTOR);
        return offset >= header.tableEnd() && offset + header.clusterSize() <= fileEnd;
    }

    /** Whether the header says where clusters begin, and the file goes that far. */
    boolean dataStartIsSound() {
        boolean said = header.dataSector() != 0 || header.extended();
        return !said
                || header.dataStartIsSound()
                        && header.dataSector() * ParallelsHeader.SECTOR <= file.length();
    }

    /** No clusters used, and nothing known of the file's end. */
    ClusterSpace emptySpace() throws IOException {
        long start = dataStartIsSound() ? header.dataStart() : header.leastDataStart();
        long most = (0xffffffffL + 1) * header.unit();
        return new ClusterSpace(firstCluster(start), header.clusterSize(), most, file.length());
    }

    /** Old images count in sectors: their clusters may lie anywhere, but mostly in a row. */
    private long firstCluster(long start) throws IOException {
        if (header.extended()) {
            return start;
        }
        var first = new FirstEntry();
        forEach(first);
        long offset = first.entry * header.unit();
        return first.entry == 0 || offset < start
                ? start
                : start + (offset - start) % header.clusterSize();
    }

    /** Finds the first entry that is inside. */
    private final class FirstEntry implements Entries {
        private long entry;

        @Override
        public void take(int index, long found) {
            if (entry == 0 && isInside(found)) {
                entry = found;
            }
        }
    }
}
