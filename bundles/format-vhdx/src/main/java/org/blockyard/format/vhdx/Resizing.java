package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Place;

/**
 * Changes a disk's length. With no request in flight and nothing to be flushed. The table has room
 * for the longer of both lengths until the log has the metadata tell the new one, all at once.
 */
final class Resizing {
    private static final int PIECE = 1 << 20;

    /** Has all changes of the table written. */
    @FunctionalInterface
    interface Commit {
        void run() throws IOException;
    }

    private final VhdxMap map;
    private final Log log;
    private final ImageFile file;
    private final Commit commit;

    Resizing(VhdxMap map, Log log, Commit commit) {
        this.map = map;
        this.log = log;
        this.file = map.file();
        this.commit = commit;
    }

    void run(long length) throws IOException {
        var now = map.layout();
        var next = now.shape().withSize(length);
        if (length < now.shape().size()) {
            shrink(now, next);
        } else if (length > now.shape().size()) {
            grow(now, next);
        }
    }

    /** Has the image hold nothing, so that its parent shows. */
    void empty() throws IOException {
        var now = map.layout();
        var unused = spaceFrom(0);
        forgetFrom(0);
        for (long block = 0; block < now.shape().blocks(); block += now.shape().chunkRatio()) {
            map.forgetBits(block);
        }
        commit.run();
        log.retire();
        map.renew(now.shape(), now.regions());
        cutFile(unused);
    }

    private void shrink(VhdxLayout now, DiskShape next) throws IOException {
        var unused = spaceFrom(next.blocks());
        recordSize(now, next.size());
        forgetFrom(next.blocks());
        map.renew(next, now.regions());
        cutFile(unused);
    }

    private List<Place.Data> spaceFrom(long first) throws IOException {
        var found = new ArrayList<Place.Data>();
        for (long block = first; block < map.layout().shape().blocks(); block++) {
            if (found.size() < VhdxMap.MOST_CUT) {
                map.spaceOf(block).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Has blocks no entries any more; the log is not in use when it returns. */
    private void forgetFrom(long first) throws IOException {
        for (long block = first; block < map.layout().shape().blocks(); block++) {
            map.forget(block);
            if (map.full()) {
                commit.run();
            }
        }
        commit.run();
        log.retire();
    }

    /** The space of blocks that are gone goes to others, and what is behind the last is cut off. */
    private void cutFile(List<Place.Data> unused) throws IOException {
        long end = Math.max(log.region().end(), map.layout().regions().end());
        for (long block = 0; block < map.layout().shape().blocks(); block++) {
            var space = map.spaceOf(block);
            end = Math.max(end, map.bitsEnd(block));
            if (space.isPresent()) {
                end = Math.max(end, space.get().offset() + map.blockSize());
            }
        }
        map.cut(end);
        for (var place : unused) {
            if (place.offset() + map.blockSize() <= end) {
                file.discard(place.offset(), map.blockSize());
                map.reclaim(place);
            }
        }
    }

    private void grow(VhdxLayout now, DiskShape next) throws IOException {
        clearEnd(now.shape(), next.size());
        var regions = roomFor(now, next);
        file.flush();
        recordSize(now, next.size());
        map.renew(next, regions);
        if (next.fixed()) {
            giveSpace(now.shape().blocks(), next.blocks());
        }
    }

    /** What the last block has behind the disk's end becomes part of the disk. */
    private void clearEnd(DiskShape shape, long length) throws IOException {
        long inBlock = shape.size() % shape.blockSize();
        if (inBlock > 0
                && map.lookup(shape.size() / shape.blockSize()) instanceof Place.Data(long data)) {
            long end = Math.min(shape.blockSize(), inBlock + length - shape.size());
            file.writeZeroes(data + inBlock, end - inBlock);
        }
    }

    /** Where the tables are when the one of blocks has room for all; the new entries are zeroes. */
    private RegionTable roomFor(VhdxLayout now, DiskShape next) throws IOException {
        var bat = now.regions().bat();
        long used = now.shape().entries() * Long.BYTES;
        long needed = next.entries() * Long.BYTES;
        if (needed <= bat.length()) {
            if (needed > used) {
                file.writeZeroes(bat.offset() + used, needed - used);
            }
            return now.regions();
        }
        var moved = map.takeRegion(needed);
        for (long done = 0; done < used; done += PIECE) {
            var piece = file.read(bat.offset() + done, (int) Math.min(PIECE, used - done));
            file.write(moved.offset() + done, piece);
        }
        file.writeZeroes(moved.offset() + used, moved.length() - used);
        file.flush();
        // nothing may be replayed to where the table was
        log.retire();
        return RegionTable.moveBat(file, log.region(), moved);
    }

    private void recordSize(VhdxLayout now, long size) throws IOException {
        var batch = new SectorBatch(file);
        Metadata.read(file, now.regions().metadata()).putSize(size, batch);
        log.commit(batch.take());
        log.retire();
    }

    /** Each block of a fixed image has its place. */
    private void giveSpace(long from, long to) throws IOException {
        for (long block = from; block < to; block++) {
            map.map(block, map.allocate(block, Place.ZERO).data());
            if (map.full()) {
                commit.run();
            }
        }
        commit.run();
    }
}
