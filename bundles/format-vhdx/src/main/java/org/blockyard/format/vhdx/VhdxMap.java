package org.blockyard.format.vhdx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;
import org.blockyard.format.kit.TailSpace;
import org.blockyard.format.kit.WritableMap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where the blocks of an image are, as its table says; changes of the table go through the log. */
final class VhdxMap implements WritableMap {
    /** Blocks whose space is used again of all that are cut off at once. */
    static final int MOST_CUT = 1 << 16;

    private final ImageFile file;
    private final TablePages pages;
    private final SectorBatch batch;
    private final Log log;
    private final SectorBitmaps bits;
    private volatile VhdxLayout layout;
    private TailSpace space;

    /** The map of an image whose log holds nothing that is not in its place. */
    VhdxMap(ImageFile file, DiskShape shape, RegionTable regions, Log log) throws IOException {
        this.file = file;
        this.log = log;
        this.batch = new SectorBatch(file);
        this.pages = new TablePages(file, EntryFormat.LE64, TablePages.USUAL_BYTES, batch);
        this.bits = new SectorBitmaps(pages, shape);
        this.layout = layout(shape, regions);
        this.space = space(shape, Math.max(file.length(), endOfLast()));
    }

    /**
     * Where the whole last block ends, of which some makers of fixed images have only as much in
     * the file as belongs to the disk; 0 if not even that is there.
     */
    private long endOfLast() throws IOException {
        var shape = layout.shape();
        if (shape.blocks() == 0) {
            return 0;
        }
        long entry = layout.table().get(shape.entryOf(shape.blocks() - 1));
        var place = new Region(BatEntry.offset(entry), shape.blockSize());
        boolean there =
                BatEntry.state(entry) == BatEntry.PRESENT
                        && place.isSane()
                        && place.offset() + shape.sizeOfLast() <= file.length();
        return there ? place.end() : 0;
    }

    private VhdxLayout layout(DiskShape shape, RegionTable regions) {
        return new VhdxLayout(
                shape,
                regions,
                new BlockTable(pages, regions.bat().offset(), shape.entries()),
                List.of(regions.bat(), regions.metadata(), log.region()));
    }

    private TailSpace space(DiskShape shape, long end) {
        return new TailSpace(file, Region.roundUp(end), shape.blockSize(), Region.MOST_FILE);
    }

    /** What the image's structures say. */
    VhdxLayout layout() {
        return layout;
    }

    /** Takes over what they say now, with no request in flight and nothing to be flushed. */
    void renew(DiskShape shape, RegionTable regions) {
        pages.clear();
        layout = layout(shape, regions);
    }

    /** Space for a table; the file reaches to its end. */
    Region takeRegion(long size) throws IOException {
        long length = Region.roundUp(size);
        var region = new Region(space.takeNext(length).data().offset(), length);
        file.grow(region.end());
        return region;
    }

    /** Cuts off the file where nothing is used any more; what was free before it is lost. */
    void cut(long end) throws IOException {
        file.trim(end);
        log.fileWasCut();
        space = space(layout.shape(), end);
    }

    /** Has a block no entry any more, and none of its sectors a bit. */
    void forget(long block) throws IOException {
        long index = layout.shape().entryOf(block);
        if (isPartial(layout.table().get(index))) {
            // some programs look at the bits of blocks that are not there
            bits.clear(block, bitsAt(block));
        }
        layout.table().set(index, BatEntry.NOT_PRESENT);
    }

    /** Has the bits of the sectors of a block and of its neighbours no place any more. */
    void forgetBits(long block) throws IOException {
        layout.table().set(layout.shape().bitmapEntryOf(block), BatEntry.NOT_PRESENT);
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return layout.shape().size();
    }

    @Override
    public int blockSize() {
        return layout.shape().blockSize();
    }

    /** Partial blocks have a bit for each sector. */
    @Override
    public int requestAlignment() {
        var shape = layout.shape();
        return shape.differencing() ? shape.logicalSector() : 1;
    }

    @Override
    public Place lookup(long block) throws IOException {
        long entry = layout.table().get(layout.shape().entryOf(block));
        if (!isPartial(entry)) {
            return place(block, entry);
        }
        return bits.read(block, offset(block, entry), bitsAt(block));
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = layout.table().cached(layout.shape().entryOf(block));
        if (entry.isEmpty()) {
            return Place.UNKNOWN;
        }
        if (!isPartial(entry.getAsLong())) {
            return place(block, entry.getAsLong());
        }
        var marks = layout.table().cached(layout.shape().bitmapEntryOf(block));
        return marks.isEmpty()
                ? Place.UNKNOWN
                : bits.cached(
                        block, offset(block, entry.getAsLong()), bitsAt(block, marks.getAsLong()));
    }

    private boolean isPartial(long entry) {
        return BatEntry.state(entry) == BatEntry.PARTIALLY_PRESENT && layout.shape().differencing();
    }

    private Place place(long block, long entry) throws BlockException {
        return switch (BatEntry.state(entry)) {
            case BatEntry.NOT_PRESENT -> layout.shape().differencing() ? Place.ABSENT : Place.ZERO;
            case BatEntry.UNDEFINED, BatEntry.ZERO, BatEntry.UNMAPPED, BatEntry.UNMAPPED_IN_DRAFT ->
                    Place.ZERO;
            case BatEntry.PRESENT -> new Place.Data(offset(block, entry));
            default -> throw corrupt(block, "has state " + BatEntry.state(entry));
        };
    }

    private long offset(long block, long entry) throws BlockException {
        return checked(block, new Region(BatEntry.offset(entry), blockSize()));
    }

    /** Where the bits of a block's sectors are. */
    private long bitsAt(long block) throws IOException {
        return bitsAt(block, layout.table().get(layout.shape().bitmapEntryOf(block)));
    }

    private long bitsAt(long block, long entry) throws BlockException {
        if (BatEntry.state(entry) != BatEntry.PRESENT) {
            throw corrupt(block, "is there in part, but the bits of its sectors are not");
        }
        return checked(block, new Region(BatEntry.offset(entry), Region.UNIT));
    }

    private long checked(long block, Region region) throws BlockException {
        long offset = region.offset();
        // a block that was given its place just now lies beyond the file's end for a moment
        if (!region.isSane() || region.end() > Math.max(file.length(), space.end())) {
            throw corrupt(block, "lies at " + Long.toUnsignedString(offset) + ", beyond the file");
        }
        for (var other : layout.taken()) {
            if (region.overlaps(other)) {
                throw corrupt(block, "lies at " + offset + ", where the image's tables are");
            }
        }
        return offset;
    }

    private static BlockException corrupt(long block, String sentence) {
        return new BlockException(ErrorKind.CORRUPT, "VHDX block " + block + " " + sentence);
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        return space.take();
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        space.giveBack(place.data(), place.blank() && !written);
    }

    /** Most of a block may be the parent's, and blocks are large. */
    @Override
    public boolean startsPartial(Place now) {
        return now instanceof Place.Absent;
    }

    @Override
    public void map(long block, Place place) throws IOException {
        long entry =
                switch (place) {
                    case Place.Data(long offset) -> BatEntry.at(offset, BatEntry.PRESENT);
                    case Place.Partial(var data, var none) -> {
                        // before the entry that makes them count, for readers come at any time
                        bits.clear(block, takeBits(block));
                        yield BatEntry.at(data.offset(), BatEntry.PARTIALLY_PRESENT);
                    }
                    default -> BatEntry.ZERO;
                };
        layout.table().set(layout.shape().entryOf(block), entry);
    }

    /** Where the bits of a block's sectors are; the first such block of a chunk has room made. */
    private long takeBits(long block) throws IOException {
        long index = layout.shape().bitmapEntryOf(block);
        long entry = layout.table().get(index);
        if (BatEntry.state(entry) == BatEntry.PRESENT) {
            return bitsAt(block, entry);
        }
        // nobody ever wrote at the end of the file, so they are zeroes
        long place = space.takeNext(Region.UNIT).data().offset();
        layout.table().set(index, BatEntry.at(place, BatEntry.PRESENT));
        return place;
    }

    @Override
    public void present(long block, int firstSector, int count) throws IOException {
        bits.set(block, bitsAt(block), firstSector, count);
    }

    /** The space that a block has, if it has any. */
    Optional<Place.Data> spaceOf(long block) throws IOException {
        return switch (lookup(block)) {
            case Place.Data data -> Optional.of(data);
            case Place.Partial partial -> Optional.of(partial.data());
            default -> Optional.empty();
        };
    }

    /** Where the bits of the sectors of a block and of its neighbours end; 0 if there are none. */
    long bitsEnd(long block) throws IOException {
        if (!layout.shape().differencing()) {
            return 0;
        }
        long entry = layout.table().get(layout.shape().bitmapEntryOf(block));
        return BatEntry.state(entry) == BatEntry.PRESENT ? bitsAt(block, entry) + Region.UNIT : 0;
    }

    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        boolean here = now instanceof Place.Data || now instanceof Place.Partial;
        boolean stays = here && (layout.shape().fixed() || !unmap);
        return stays ? Optional.empty() : Optional.of(Place.ZERO);
    }

    @Override
    public Optional<Place> discarded(long block, Place now) {
        return zeroed(block, now, true);
    }

    @Override
    public void reclaim(Place.Data place) {
        space.giveBack(place, false);
    }

    @Override
    public boolean full() {
        return pages.full();
    }

    /** The file is made long enough for all blocks before the flush that precedes the table. */
    @Override
    public Staged stage() throws IOException {
        var staged = pages.stage();
        if (staged.isEmpty()) {
            return Staged.NOTHING;
        }
        file.grow(space.end());
        return new Staged() {
            @Override
            public void write() throws IOException {
                // what is left of an attempt that failed
                batch.take();
                staged.write();
                commit(batch.take());
            }

            @Override
            public void done() {
                staged.done();
            }

            @Override
            public void failed() {
                staged.failed();
            }
        };
    }

    /**
     * The bits of sectors before the entries that have them count, if the log takes them one after
     * the other.
     */
    private void commit(SortedMap<Long, ByteBuffer> sectors) throws IOException {
        var bat = layout.regions().bat();
        if (sectors.size() > LogEntry.MOST_SECTORS && layout.shape().differencing()) {
            var marks = new TreeMap<>(sectors);
            marks.subMap(bat.offset(), bat.end()).clear();
            log.commit(marks);
            file.flush();
            sectors.keySet().removeAll(marks.keySet());
        }
        log.commit(sectors);
    }

    @Override
    public void close() throws IOException {
        if (log.isWriting()) {
            log.retire();
            file.trim(space.end());
        }
    }
}
