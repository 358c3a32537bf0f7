package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;

/**
 * Moves blocks from the file's end into holes and cuts off what is behind the last. With no request
 * in flight. At each moment the file holds all data: a copy is on stable storage before the table
 * names it, and the table is before the place of the old one is used.
 */
final class Compaction {
    /** An owner is known for so many blocks of the file: 64 MiB of numbers. */
    private static final long MOST_BLOCKS = 1 << 24;

    /** Blocks that are moved between two flushes. */
    private static final int BATCH = 256;

    private static final int NOBODY = -1;

    /** Has all changes of the table written. */
    @FunctionalInterface
    interface Commit {
        void run() throws IOException;
    }

    private final VdiMap map;
    private final Commit commit;
    private final BufferPool buffers;
    private final Progress progress;

    Compaction(VdiMap map, Commit commit, BufferPool buffers, Progress progress) {
        this.map = map;
        this.commit = commit;
        this.buffers = buffers;
        this.progress = progress;
    }

    void commit() throws IOException {
        commit.run();
    }

    /** Copies a block of the file to another. */
    void copy(long from, long to) throws IOException {
        try (var lent = buffers.lend(map.blockSize())) {
            var bytes = lent.bytes();
            map.file().read(map.placeOf(from), bytes);
            map.file().write(map.placeOf(to), bytes.flip());
        }
    }

    /** Makes the image as small as it can be. */
    void run() throws IOException {
        refuseTooMany();
        dropZeroes();
        closeHoles();
    }

    private void refuseTooMany() throws IOException {
        map.prepare();
        long end = map.space().end();
        if (end > MOST_BLOCKS) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "%d blocks are too many to be moved".formatted(end));
        }
    }

    /** Gives up blocks that hold nothing but zeroes. */
    private void dropZeroes() throws IOException {
        long blocks = map.layout().blocks();
        try (var lent = buffers.lend(map.blockSize())) {
            for (long block = 0; block < blocks; block++) {
                progress.update(block, blocks);
                if (map.lookup(block) instanceof Place.Data data
                        && isZero(data, lent.bytes().clear())) {
                    map.map(block, Place.ZERO);
                    if (map.full()) {
                        commit();
                    }
                }
            }
        }
        commit();
    }

    private boolean isZero(Place.Data data, ByteBuffer bytes) throws IOException {
        map.file().read(data.offset(), bytes);
        var longs = bytes.flip().asLongBuffer();
        while (longs.hasRemaining()) {
            if (longs.get() != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns how many blocks the file has then; all of them are in use. */
    long closeHoles() throws IOException {
        var owners = owners();
        int low = 0;
        int high = owners.length;
        for (int moved = 0; ; moved++) {
            while (high > 0 && owners[high - 1] == NOBODY) {
                high--;
            }
            while (low < high && owners[low] != NOBODY) {
                low++;
            }
            if (low >= high) {
                break;
            }
            high--;
            copy(high, low);
            map.map(owners[high], new Place.Data(map.placeOf(low)));
            owners[low] = owners[high];
            owners[high] = NOBODY;
            if (moved % BATCH == BATCH - 1) {
                commit();
            }
        }
        commit();
        finish(high);
        return high;
    }

    private int[] owners() throws IOException {
        map.renew(map.layout().header());
        refuseTooMany();
        var owners = new int[(int) map.space().end()];
        Arrays.fill(owners, NOBODY);
        Entries.forEach(
                map,
                (block, entry) -> {
                    if (map.isValid(entry)) {
                        owners[(int) entry] = (int) block;
                    }
                });
        return owners;
    }

    /** The table is in the file; now the header may count fewer blocks. */
    private void finish(long blocks) throws IOException {
        var header = map.layout().header().copy().allocated(blocks);
        map.file().write(0, header.bytes());
        map.file().flush();
        map.file().trim(map.placeOf(blocks));
        map.renew(header);
    }
}
