package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
    private volatile VhdxLayout layout;
    private TailSpace space;

    /** The map of an image whose log holds nothing that is not in its place. */
    VhdxMap(ImageFile file, DiskShape shape, RegionTable regions, Log log) {
        this.file = file;
        this.log = log;
        this.batch = new SectorBatch(file);
        this.pages = new TablePages(file, EntryFormat.LE64, TablePages.USUAL_BYTES, batch);
        this.layout = layout(shape, regions);
        this.space = space(shape, file.length());
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

    /** Has a block no entry any more. */
    void forget(long block) throws IOException {
        layout.table().set(layout.shape().entryOf(block), BatEntry.NOT_PRESENT);
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

    @Override
    public Place lookup(long block) throws IOException {
        return place(block, layout.table().get(layout.shape().entryOf(block)));
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = layout.table().cached(layout.shape().entryOf(block));
        return entry.isPresent() ? place(block, entry.getAsLong()) : Place.UNKNOWN;
    }

    private Place place(long block, long entry) throws BlockException {
        return switch (BatEntry.state(entry)) {
            case BatEntry.NOT_PRESENT,
                    BatEntry.UNDEFINED,
                    BatEntry.ZERO,
                    BatEntry.UNMAPPED,
                    BatEntry.UNMAPPED_IN_DRAFT ->
                    Place.ZERO;
            case BatEntry.PRESENT -> new Place.Data(offset(block, BatEntry.offset(entry)));
            default -> throw corrupt(block, "has state " + BatEntry.state(entry));
        };
    }

    private long offset(long block, long offset) throws BlockException {
        var region = new Region(offset, blockSize());
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

    @Override
    public void map(long block, Place place) throws IOException {
        long entry =
                place instanceof Place.Data(long offset)
                        ? BatEntry.at(offset, BatEntry.PRESENT)
                        : BatEntry.ZERO;
        layout.table().set(layout.shape().entryOf(block), entry);
    }

    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        boolean stays = now instanceof Place.Data && (layout.shape().fixed() || !unmap);
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
                log.commit(batch.take());
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

    @Override
    public void close() throws IOException {
        if (log.isWriting()) {
            log.retire();
            file.trim(space.end());
        }
    }
}
