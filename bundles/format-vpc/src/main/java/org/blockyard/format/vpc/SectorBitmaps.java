package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.SectorBits;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;

/**
 * The bitmaps before the blocks of a differencing disk: which of their sectors are in this file and
 * not in the parent. One that is new is empty on stable storage before the table names its block,
 * whatever lay there. Changes come under the disk's lock.
 */
final class SectorBitmaps {
    private static final int SECTOR = 512;

    private final ImageFile file;
    private final int size;
    private final SectorBits bits;
    private final TablePages pages;
    private final Set<Long> unwritten = new TreeSet<>();

    /** The bitmaps of a disk with such a header. */
    SectorBitmaps(ImageFile file, DynamicHeader header) {
        this.file = file;
        this.size = header.bitmapSize();
        this.bits = new SectorBits(Integer.SIZE, true, 1, header.blockSize() / SECTOR);
        this.pages = new TablePages(file, EntryFormat.BE32);
    }

    private BlockTable table(Place.Data data) {
        return new BlockTable(pages, data.offset() - size, size / Integer.BYTES);
    }

    /** What a block is whose data have a place. */
    Place read(Place.Data data) throws IOException {
        return bits.read(table(data), 0, data);
    }

    /** As {@link #read} if the bitmap is in memory; else {@link Place#UNKNOWN}. */
    Place cached(Place.Data data) {
        return bits.cached(table(data), 0, data);
    }

    /** Gives new space a bitmap of which no bit is set. */
    void begin(Place.Data data) {
        table(data).fill(0);
        unwritten.add(data.offset() - size);
    }

    /** Says that sectors of a block are there. */
    void set(Place.Data data, int firstSector, int count) throws IOException {
        bits.set(table(data), 0, firstSector, count);
    }

    /** Whether so much has changed that it has to be flushed. */
    boolean full() {
        return pages.full();
    }

    /** Forgets what is in memory, when nothing has changed since it was flushed. */
    void clear() {
        pages.clear();
    }

    /** The bitmaps that have changed. */
    Staged stage() {
        var changed = pages.stage();
        if (changed.isEmpty()) {
            return Staged.NOTHING;
        }
        var fresh = Set.copyOf(unwritten);
        unwritten.clear();
        return new Staged() {
            @Override
            public void writeAhead() throws IOException {
                for (long place : fresh) {
                    file.write(place, ByteBuffer.allocate(size));
                }
            }

            @Override
            public void write() throws IOException {
                changed.write();
            }

            @Override
            public void done() {
                changed.done();
            }

            @Override
            public void failed() {
                changed.failed();
                unwritten.addAll(fresh);
            }
        };
    }
}
