package org.blockyard.format.vpc;

import java.io.IOException;
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
    private final ReentrantLock beginning = new ReentrantLock();
    private volatile VpcLayout layout;
    private volatile boolean writing;

    /** The map of a disk. */
    VpcMap(ImageFile file, VpcLayout layout, BlockSpace space, FullBitmaps bitmaps) {
        this.file = file;
        this.layout = layout;
        this.space = space;
        this.bitmaps = bitmaps;
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

    @Override
    public Place lookup(long block) throws IOException {
        var place = place(block, layout.table().get(block));
        if (place instanceof Place.Data(long offset)) {
            bitmaps.look(block, offset - layout.header().bitmapSize());
        }
        return place;
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = layout.table().cached(block);
        if (entry.isEmpty()) {
            return Place.UNKNOWN;
        }
        var place = place(block, entry.getAsLong());
        return place instanceof Place.Data && !bitmaps.isKnown(block) ? Place.UNKNOWN : place;
    }

    private Place place(long block, long entry) throws BlockException {
        if (entry == DynamicHeader.UNUSED) {
            return Place.ZERO;
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

    @Override
    public void map(long block, Place place) throws IOException {
        if (place instanceof Place.Data(long offset)) {
            bitmaps.full(block);
            layout.table()
                    .set(block, (offset - layout.header().bitmapSize()) / DynamicHeader.SECTOR);
        }
    }

    @Override
    public boolean placesAreForEver() {
        return true;
    }

    /** What the image's structures say. */
    VpcLayout layout() {
        return layout;
    }

    /** Takes over what they say now, with no request in flight and nothing to be flushed. */
    void renew(VpcLayout next) {
        layout = next;
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
        return layout.table().pages().full();
    }

    @Override
    public Staged stage() {
        var entries = layout.table().pages().stage();
        var marks = writing ? bitmaps.stage() : Staged.NOTHING;
        if (entries.isEmpty() && marks.isEmpty()) {
            return Staged.NOTHING;
        }
        return new Staged() {
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

    @Override
    public void close() throws IOException {
        space.close();
    }
}
