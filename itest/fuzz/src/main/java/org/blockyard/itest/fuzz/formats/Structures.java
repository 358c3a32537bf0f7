package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.fuzz.formats.Specimen.Structure;

/**
 * Where an image's metadata are. Data of our specimens are sectors that repeat one byte ({@link
 * Specimens}), so a sector that holds anything else is metadata, and the zeroes behind it may be
 * the rest of its table.
 */
final class Structures {
    private static final int SECTOR = 512;

    /** Of a long table, or of what can't be told from one, the beginning is damaged. */
    private static final int MOST_BYTES = 64 << 10;

    /** So many zeroes may belong to what is before them. */
    private static final int MOST_ZEROES = 8;

    private static final int MOST = 200;

    private final List<Structure> found = new ArrayList<>();
    private long first = -1;
    private long end;

    private Structures() {}

    /** The whole file, its beginning and its end, and all that does not look like data. */
    static List<Structure> of(FileChannel file) throws IOException {
        var all = new Structures();
        long size = file.size();
        all.found.add(new Structure(0, (int) Math.min(size, SECTOR)));
        all.found.add(new Structure(0, (int) Math.min(size, Integer.MAX_VALUE)));
        all.found.add(new Structure(Math.max(0, size - SECTOR), SECTOR));
        for (long at = 0; at < size && all.found.size() < MOST; at += SECTOR) {
            all.look(at, Specimen.read(file, at, SECTOR));
        }
        all.close();
        return List.copyOf(all.found);
    }

    private void look(long at, ByteBuffer sector) {
        byte value = sector.get(0);
        boolean even = true;
        for (int i = 1; i < sector.limit() && even; i++) {
            even = sector.get(i) == value;
        }
        boolean metadata = !even || value == -1;
        if (metadata && first < 0) {
            first = at;
        }
        if (metadata) {
            end = at + SECTOR;
        } else if (value != 0 || at - end >= (long) MOST_ZEROES * SECTOR) {
            close();
        }
        if (first >= 0 && end - first >= MOST_BYTES) {
            close();
        }
    }

    private void close() {
        if (first >= 0) {
            found.add(new Structure(first, (int) (end - first) + MOST_ZEROES * SECTOR));
        }
        first = -1;
    }
}
