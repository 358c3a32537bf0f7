package org.blockyard.format.parallels;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.Checkable.Repair;
import org.blockyard.driver.Progress;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.CheckReport;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** The block allocation table: where each cluster of the disk is. */
final class ParallelsMap implements MovableMap {
    private final ParallelsImage image;
    private final ParallelsHeader header;
    private final BlockTable table;
    private ClusterSpace space;
    private volatile boolean marked;

    /** A map of an image, and what of its file is used. */
    ParallelsMap(ParallelsImage image, ClusterSpace space) {
        this.image = image;
        this.header = image.header();
        this.space = space;
        this.table =
                BlockTable.of(
                        image.file(), EntryFormat.LE32, ParallelsHeader.LENGTH, header.entries());
    }

    @Override
    public ImageFile file() {
        return image.file();
    }

    @Override
    public long length() {
        return header.length();
    }

    @Override
    public int blockSize() {
        return header.clusterSize();
    }

    @Override
    public Place lookup(long block) throws IOException {
        return place(block, table.get(block));
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = table.cached(block);
        return entry.isEmpty() ? Place.UNKNOWN : place(block, entry.getAsLong());
    }

    private Place place(long block, long entry) throws BlockException {
        if (entry == 0) {
            return Place.ABSENT;
        }
        // once it is written the whole table is known to be sound
        if (!marked && !image.isInside(entry)) {
            throw new BlockException(ErrorKind.CORRUPT, "cluster " + block + " is outside image");
        }
        return new Place.Data(entry * header.unit());
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        return space.take();
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        if (written) {
            space.giveBack(place.data());
        } else {
            space.giveBackUnwritten(place);
        }
    }

    @Override
    public void map(long block, Place place) throws IOException {
        table.set(block, place instanceof Place.Data(long offset) ? offset / header.unit() : 0);
    }

    /** A cluster that is not there reads as zeroes; one that is keeps its space unless told. */
    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        return unmap || now instanceof Place.Absent ? Optional.of(Place.ABSENT) : Optional.empty();
    }

    @Override
    public Optional<Place> discarded(long block, Place now) {
        return Optional.of(Place.ABSENT);
    }

    @Override
    public void reclaim(Place.Data place) throws IOException {
        file().discard(place.offset(), header.clusterSize());
        space.giveBack(place);
    }

    @Override
    public boolean prepared() {
        return marked;
    }

    /** Says on stable storage that the image is in use. */
    @Override
    public void prepare() throws IOException {
        if (!marked) {
            image.write(ParallelsHeader.IN_USE_AT, ParallelsHeader.IN_USE);
            file().flush();
            marked = true;
        }
    }

    @Override
    public boolean full() {
        return table.pages().full();
    }

    @Override
    public Staged stage() {
        var pages = table.pages().stage();
        return pages.isEmpty() ? pages : new Tables(pages, space.end());
    }

    /** The file is to have all of a cluster before the table says where it is. */
    private final class Tables implements Staged {
        private final Staged pages;
        private final long end;

        Tables(Staged pages, long end) {
            this.pages = pages;
            this.end = end;
        }

        @Override
        public void write() throws IOException {
            file().grow(end);
            pages.write();
        }

        @Override
        public void done() {
            pages.done();
        }

        @Override
        public void failed() {
            pages.failed();
        }
    }

    /** What the file has beyond its clusters goes, and then the mark. */
    @Override
    public void close() throws IOException {
        if (marked) {
            file().setLength(space.end());
            image.write(ParallelsHeader.IN_USE_AT, 0);
            file().flush();
            marked = false;
        }
    }

    /** No dirty bitmaps are in the file while it changes. */
    @Override
    public void fixed(InUse inUse) {
        inUse.range(0, space.start());
    }

    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(space.placeBehind(free));
    }

    @Override
    public void cut(long end) throws IOException {
        file().setLength(end);
        space = space.usedUpTo(end);
    }

    /** Takes back a cluster that no entry of the table names. */
    void giveBack(Place.Data cluster) {
        space.giveBack(cluster);
    }

    /** Writes the bits of a dirty bitmap to new clusters. */
    BitmapFeature store(StoredBits where, UUID id, DirtyBits bits) throws IOException {
        return where.store(id, bits, space);
    }

    /** An extension in a new cluster. */
    FormatExtension extension(List<BitmapFeature> bitmaps) throws IOException {
        return new FormatExtension(space.append(header.clusterSize()).data().offset(), bitmaps);
    }

    /** Checks the image, with everything flushed before, and takes up what is repaired. */
    void check(Repair repair, CheckReport report, Progress progress) throws IOException {
        var now = ParallelsImage.read(file());
        var used = new ImageCheck(now, repair, report, progress).run(marked);
        if (repair != Repair.NONE) {
            table.pages().clear();
            space = used;
        }
    }
}
