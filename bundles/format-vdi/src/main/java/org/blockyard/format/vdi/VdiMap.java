package org.blockyard.format.vdi;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The table that says for each block of the disk which block of the file it is. What was never
 * written has no block, or is marked to read as zeroes; blocks of the file are used from the first
 * on without holes, as other programs count them to find the next free one.
 */
final class VdiMap implements MovableMap {
    /** The block has no data; a parent shows. */
    static final long FREE = 0xFFFF_FFFFL;

    /** The block reads as zeroes. */
    static final long ZERO = 0xFFFF_FFFEL;

    private final ImageFile file;
    private final int blockSize;
    private final TableWrites writes = new TableWrites();
    private long lengthAtFirst;
    private volatile Layout layout;
    private Optional<VdiSpace> space = Optional.empty();
    private long recorded;

    /** What a header says, checked. */
    record Layout(
            VdiHeader header,
            BlockTable table,
            long blocks,
            long dataAt,
            long length,
            Place free) {}

    VdiMap(ImageFile file, VdiHeader header) throws IOException {
        this.file = file;
        this.blockSize = header.blockSize();
        this.lengthAtFirst = file.length();
        if (header.dataAt() > lengthAtFirst) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "data offset 0x%x behind the end of the file".formatted(header.dataAt()));
        }
        this.layout = layout(header);
        this.recorded = header.allocated();
    }

    private Layout layout(VdiHeader header) throws IOException {
        long blocks = header.blocks();
        // programs wrote disks whose length is no whole number of sectors
        long length =
                (header.diskSize() + VdiHeader.SECTOR - 1) / VdiHeader.SECTOR * VdiHeader.SECTOR;
        return new Layout(
                header,
                new BlockTable(
                        new TablePages(file, EntryFormat.LE32, TablePages.USUAL_BYTES, writes),
                        header.tableAt(),
                        blocks),
                blocks,
                header.dataAt(),
                length,
                header.hasParent() ? Place.ABSENT : Place.ZERO);
    }

    /** What the header said last. */
    Layout layout() {
        return layout;
    }

    /** Takes another header over, which is in the file; with no request in flight. */
    void renew(VdiHeader header) throws IOException {
        layout = layout(header);
        recorded = header.allocated();
        space = Optional.empty();
        lengthAtFirst = file.length();
    }

    @Override
    public ImageFile file() {
        return file;
    }

    @Override
    public long length() {
        return layout.length;
    }

    @Override
    public int blockSize() {
        return blockSize;
    }

    @Override
    public Place lookup(long block) throws IOException {
        return place(block, layout.table.get(block));
    }

    @Override
    public Place cached(long block) throws IOException {
        var entry = layout.table.cached(block);
        return entry.isPresent() ? place(block, entry.getAsLong()) : Place.UNKNOWN;
    }

    private Place place(long block, long entry) throws BlockException {
        if (entry == FREE) {
            return layout.free;
        }
        if (entry == ZERO) {
            return Place.ZERO;
        }
        if (!isValid(entry)) {
            throw new BlockException(
                            ErrorKind.CORRUPT,
                            "vdi: block %d is at %d of %d".formatted(block, entry, layout.blocks))
                    .at(block * blockSize);
        }
        return new Place.Data(placeOf(entry));
    }

    /**
     * Whether an entry can be the place of data. While an image grows, blocks may lie behind as
     * many as the disk has.
     */
    boolean isValid(long entry) {
        return entry < layout.blocks || entry < ZERO && placeOf(entry) + blockSize <= file.length();
    }

    /** Where a block of the file is. */
    long placeOf(long index) {
        return layout.dataAt + index * blockSize;
    }

    private long indexAt(Place.Data place) {
        return (place.offset() - layout.dataAt) / blockSize;
    }

    @Override
    public boolean prepared() {
        return space.isPresent();
    }

    /** Looks which blocks of the file are in use: the header alone may not tell after a crash. */
    @Override
    public void prepare() throws IOException {
        if (space.isEmpty()) {
            space = Optional.of(VdiSpace.of(this, lengthAtFirst));
        }
    }

    VdiSpace space() {
        return space.orElseThrow();
    }

    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        long index = space().take();
        return new NewPlace(placeOf(index), space().isBlank(placeOf(index)));
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        space().giveBack(indexAt(place.data()), written ? place.data().offset() + blockSize : 0);
    }

    @Override
    public void map(long block, Place place) throws IOException {
        if (place instanceof Place.Data data) {
            space().name(indexAt(data));
        }
        layout.table.set(
                block,
                switch (place) {
                    case Place.Data data -> indexAt(data);
                    case Place.Zero zero -> layout.free == Place.ZERO ? FREE : ZERO;
                    default -> FREE;
                });
    }

    /** Only of blocks without data: the file's blocks must stay without holes. */
    @Override
    public Optional<Place> zeroed(long block, Place now, boolean unmap) {
        return now instanceof Place.Data ? Optional.empty() : Optional.of(Place.ZERO);
    }

    @Override
    public boolean full() {
        return layout.table.pages().full();
    }

    /** Blocks that are being written, and that no entry names yet, are not counted. */
    @Override
    public Staged stage() throws IOException {
        var entries = layout.table.pages().stage();
        long used = space.map(VdiSpace::named).orElse(recorded);
        return entries.isEmpty() && used == recorded ? Staged.NOTHING : new Changes(entries, used);
    }

    /**
     * The header counts blocks in the same write in which the table names them, as far as they lie
     * close together: a process that is killed leaves both as they were, or both changed. Of large
     * tables the header counts blocks before the table names them, or others would use them again.
     */
    private final class Changes implements Staged {
        private final Staged entries;
        private final TableWrites.Pieces pieces;
        private final long used;

        Changes(Staged entries, long used) throws IOException {
            this.entries = entries;
            this.pieces = writes.of(entries);
            this.used = used;
        }

        private boolean together() {
            return used != recorded && pieces.closeToHeader();
        }

        @Override
        public void writeAhead() throws IOException {
            if (used != recorded && !together()) {
                file.write(0, layout.header.allocated(used).bytes());
            }
        }

        @Override
        public void write() throws IOException {
            if (together()) {
                pieces.writeWith(layout.header.allocated(used).bytes(), file);
            } else {
                pieces.write(file);
            }
        }

        @Override
        public void done() {
            recorded = used;
            entries.done();
        }

        @Override
        public void failed() {
            recorded = -1;
            entries.failed();
        }
    }

    @Override
    public void fixed(InUse inUse) {
        inUse.range(0, layout.dataAt);
    }

    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(placeOf(Math.ceilDiv(Math.max(0, free - layout.dataAt), blockSize)));
    }

    @Override
    public Optional<Place> emptied(long block, Place now) {
        return Optional.of(Place.ZERO);
    }

    /** The table is in the file; now the header may count fewer blocks. */
    @Override
    public void cut(long end) throws IOException {
        long blocks = Math.ceilDiv(end - layout.dataAt, blockSize);
        var header = layout.header.copy().allocated(blocks);
        file.write(0, header.bytes());
        file.flush();
        file.trim(placeOf(blocks));
        renew(header);
        space = Optional.of(VdiSpace.behind(blocks, lengthAtFirst));
    }

    /** The file ends where its last block does, if it has grown. */
    @Override
    public void close() throws IOException {
        if (space.isPresent() && file.length() > lengthAtFirst) {
            file.trim(Math.max(lengthAtFirst, placeOf(space().end())));
        }
    }
}
