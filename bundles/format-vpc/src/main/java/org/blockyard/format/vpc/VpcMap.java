package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.WritableMap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where the blocks of a disk that grows are, as its table says. */
final class VpcMap implements WritableMap {
    private final ImageFile file;
    private final BlockSpace space;
    private final FullBitmaps bitmaps;
    private final Optional<SectorBitmaps> sectors;
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile VpcLayout layout;
    private volatile boolean writing;

    /**
     * The map of a disk.
     *
     * @param sectors the bitmaps of one that has a parent
     */
    VpcMap(
            ImageFile file,
            VpcLayout layout,
            BlockSpace space,
            FullBitmaps bitmaps,
            Optional<SectorBitmaps> sectors) {
        this.file = file;
        this.layout = layout;
        this.space = space;
        this.bitmaps = bitmaps;
        this.sectors = sectors;
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return layout.length();
    }

    @Override
    public int blockSize() {
        return layout.header().blockSize();
    }

    /** Bits stand for sectors. */
    @Override
    public int requestAlignment() {
        return sectors.isPresent() ? (int) DynamicHeader.SECTOR : 1;
    }

    @Override
    public Place lookup(long block) throws IOException {
        var place = place(block, layout.table().get(block));
        if (!(place instanceof Place.Data data)) {
            return place;
        }
        if (sectors.isPresent()) {
            return sectors.get().read(data);
        }
        bitmaps.look(block, data.offset() - layout.header().bitmapSize());
        return place;
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = layout.table().cached(block);
        if (entry.isEmpty()) {
            return Place.UNKNOWN;
        }
        var place = place(block, entry.getAsLong());
        if (!(place instanceof Place.Data data)) {
            return place;
        }
        if (sectors.isPresent()) {
            return sectors.get().cached(data);
        }
        return bitmaps.isKnown(block) ? place : Place.UNKNOWN;
    }

    private Place place(long block, long entry) throws BlockException {
        if (entry == DynamicHeader.UNUSED) {
            return sectors.isPresent() ? Place.ABSENT : Place.ZERO;
        }
        var table = layout.table();
        long start = entry * DynamicHeader.SECTOR;
        long data = start + layout.header().bitmapSize();
        long end = data + blockSize();
        // a block that was given its place just now lies beyond the file's end for a moment
        if (start < Footer.SIZE
                || start < table.end() && end > table.offset()
                || end > Math.max(file.length(), space.end())) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "VHD block %d lies at %d, where no block can be".formatted(block, data));
        }
        return new Place.Data(data);
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        return space.take();
    }

    @Override
    public void abandon(long block, NewPlace place, boolean somethingWritten) {
        space.giveBack(place, somethingWritten);
    }

    /** Most of a block may be the parent's. */
    @Override
    public boolean startsPartial(Place now) {
        return now instanceof Place.Absent;
    }

    @Override
    public void map(long block, Place place) throws IOException {
        switch (place) {
            case Place.Data data -> {
                bitmaps.full(block);
                enter(block, data);
            }
            case Place.Partial(var data, var none) -> {
                // before the entry that makes it count, for readers come at any time
                sectors.orElseThrow().begin(data);
                enter(block, data);
            }
            default -> {}
        }
    }

    private void enter(long block, Place.Data data) throws IOException {
        layout.table()
                .set(block, (data.offset() - layout.header().bitmapSize()) / DynamicHeader.SECTOR);
    }

    @Override
    public void present(long block, int firstSector, int count) throws IOException {
        if (place(block, layout.table().get(block)) instanceof Place.Data data) {
            sectors.orElseThrow().set(data, firstSector, count);
        }
    }

    /** A differencing disk may be emptied, and its space used again. */
    @Override
    public boolean placesAreForEver() {
        return sectors.isEmpty();
    }

    /** What the image's structures say. */
    VpcLayout layout() {
        return layout;
    }

    /** Takes over what they say now, with no request in flight and nothing to be flushed. */
    void renew(VpcLayout next) {
        layout = next;
        sectors.ifPresent(SectorBitmaps::clear);
    }

    /** Writes another header, with nothing to be flushed; durable when it returns. */
    void replaceHeader(DynamicHeader next) throws IOException {
        beginWriting();
        file.write(layout.footer().dataOffset(), next.bytes().duplicate());
        file.flush();
        layout = layout.withHeader(next);
    }

    /** The space for blocks. */
    BlockSpace space() {
        return space;
    }

    /** Whether the image was written since it was opened. */
    boolean isWriting() {
        return writing;
    }

    /** Mends what must not be left as it is when the image is written. Any thread. */
    void beginWriting() throws IOException {
        if (writing) {
            return;
        }
        beginning.lock();
        try {
            if (!writing) {
                space.requireFooter();
                writing = true;
            }
        } finally {
            beginning.unlock();
        }
    }

    @Override
    public boolean full() {
        return layout.table().pages().full() || sectors.filter(SectorBitmaps::full).isPresent();
    }

    @Override
    public Staged stage() {
        var entries = layout.table().pages().stage();
        var marks = stageBitmaps();
        if (entries.isEmpty() && marks.isEmpty()) {
            return Staged.NOTHING;
        }
        return new Staged() {
            @Override
            public void writeAhead() throws IOException {
                marks.writeAhead();
            }

            @Override
            public void write() throws IOException {
                marks.write();
                entries.write();
            }

            @Override
            public void done() {
                marks.done();
                entries.done();
            }

            @Override
            public void failed() {
                marks.failed();
                entries.failed();
            }
        };
    }

    private Staged stageBitmaps() {
        if (sectors.isPresent()) {
            return sectors.get().stage();
        }
        return writing ? bitmaps.stage() : Staged.NOTHING;
    }

    @Override
    public void close() throws IOException {
        space.close();
    }
}
