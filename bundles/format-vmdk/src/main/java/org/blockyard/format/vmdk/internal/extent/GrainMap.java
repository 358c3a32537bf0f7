package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TailSpace;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where the grains of a hosted sparse extent are. New ones get space at the file's end. */
class GrainMap implements MovableMap, Part.Hosted {
    /** Entries are of 32 bits and count sectors. */
    static final long MOST_BYTES = 0xFFFF_FFFFL * SparseHeader.SECTOR;

    private static final long ZEROED = 1;

    private final ImageFile file;
    private final int unit;
    private TailSpace space;
    private final boolean backed;
    private volatile Layout layout;
    private boolean taken;

    /** What the header says, and the tables that it names. */
    private record Layout(SparseHeader header, GrainTables tables) {}

    /**
     * The grains of an extent.
     *
     * @param tables where the directory and the tables are
     * @param end where new space begins
     * @param unit bytes to which new space is aligned
     * @param backed whether there is something below what is not here
     */
    GrainMap(
            ImageFile file,
            SparseHeader header,
            GrainTables tables,
            long end,
            int unit,
            boolean backed) {
        this.file = file;
        this.layout = new Layout(header, tables);
        this.backed = backed;
        this.unit = unit;
        this.space = spaceFrom(end);
    }

    private TailSpace spaceFrom(long end) {
        return new TailSpace(file, Math.ceilDiv(end, unit) * unit, unit, MOST_BYTES);
    }

    /** The tables of an extent, with the second set if it has one and that is to be written. */
    static GrainTables tables(ImageFile file, SparseHeader header, boolean writable)
            throws BlockException {
        var tables = firstTables(file, header);
        return header.redundant() && writable
                ? tables.withSecond(header.redundantOffset() * SparseHeader.SECTOR)
                : tables;
    }

    private static GrainTables firstTables(ImageFile file, SparseHeader header)
            throws BlockException {
        return new GrainTables(
                file,
                EntryFormat.LE32,
                header.directoryOffset() * SparseHeader.SECTOR,
                header.tables(),
                header.tableEntries(),
                entry -> entry * SparseHeader.SECTOR);
    }

    @Override
    public final ImageFile file() {
        return file;
    }

    @Override
    public final SparseHeader header() {
        return layout.header;
    }

    @Override
    public final GrainTables tables() {
        return layout.tables;
    }

    /**
     * Takes another header over, which is in the file; with no request in flight and nothing to be
     * flushed.
     */
    final void renew(SparseHeader header) throws BlockException {
        layout = new Layout(header, tables(file, header, true));
    }

    final TailSpace space() {
        return space;
    }

    @Override
    public final long length() {
        return layout.header.capacity() * SparseHeader.SECTOR;
    }

    @Override
    public final int blockSize() {
        return layout.header.grainBytes();
    }

    @Override
    public final Place lookup(long grain) throws IOException {
        return place(layout.tables.get(grain));
    }

    @Override
    public final Place cached(long grain) throws IOException {
        long entry = layout.tables.cached(grain);
        return entry == GrainTables.UNKNOWN ? Place.UNKNOWN : place(entry);
    }

    @Override
    public final long absentRun(long grain) {
        return layout.tables.absentRun(grain);
    }

    private Place place(long entry) throws BlockException {
        if (entry == 0) {
            return Place.ABSENT;
        }
        if (entry == ZEROED && layout.header.zeroedGrains()) {
            return Place.ZERO;
        }
        long offset = entry * SparseHeader.SECTOR;
        if (offset >= file.length()) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "cluster offset after file size: a grain at %d of %d bytes"
                            .formatted(offset, file.length()));
        }
        return stored(entry);
    }

    /** The place of a grain that an entry names. */
    Place stored(long entry) {
        return new Place.Data(entry * SparseHeader.SECTOR);
    }

    @Override
    public NewPlace allocate(long grain, Place now) throws IOException {
        taken = true;
        return space.take();
    }

    @Override
    public void abandon(long grain, NewPlace place, boolean written) {
        space.giveBack(place.data(), place.blank() && !written);
    }

    @Override
    public final void map(long grain, Place place) throws IOException {
        var tables = layout.tables;
        if (!tables.hasTable(grain)) {
            tables.add(grain, newTables());
        }
        tables.set(grain, entry(place));
    }

    /** Space for the tables of a grain, as entries of directories. */
    List<Long> newTables() throws IOException {
        var tables = layout.tables;
        long sectors = (long) tables.tableSectors() * tables.sets();
        long size = sectors * SparseHeader.SECTOR;
        long first = takeNext(size).data().offset() / SparseHeader.SECTOR;
        return List.of(first, first + tables.tableSectors());
    }

    /** Space of any size, for tables, that is in the file. */
    final NewPlace takeNext(long size) throws IOException {
        taken = true;
        var place = space.takeNext(size);
        file.grow(place.data().offset() + size);
        return place;
    }

    private static long entry(Place place) {
        return switch (place) {
            case Place.Data(long offset) -> offset / SparseHeader.SECTOR;
            case Place.Packed(long sector) -> sector;
            case Place.Zero zero -> ZEROED;
            default -> 0;
        };
    }

    @Override
    public Optional<Place> zeroed(long grain, Place now, boolean unmap) {
        return unmap || !(now instanceof Place.Data) ? nothing() : Optional.empty();
    }

    @Override
    public Optional<Place> discarded(long grain, Place now) {
        return nothing();
    }

    /** What says that a grain is zeroes and has no space. */
    private Optional<Place> nothing() {
        if (!backed) {
            return Optional.of(Place.ABSENT);
        }
        return layout.header.zeroedGrains() ? Optional.of(Place.ZERO) : Optional.empty();
    }

    @Override
    public void reclaim(Place.Data place) throws IOException {
        file.discard(place.offset(), blockSize());
        space.giveBack(place, false);
    }

    /** Such grains are stored as they are, as the peer does, too. */
    @Override
    public Optional<ByteBuffer> pack(long grain, ByteBuffer bytes) throws IOException {
        return Optional.empty();
    }

    @Override
    public final boolean full() {
        return layout.tables.full();
    }

    @Override
    public Staged stage() throws IOException {
        return layout.tables.stage();
    }

    @Override
    public void fixed(InUse inUse) throws IOException {
        inUse.range(0, layout.header.overhead() * SparseHeader.SECTOR);
        layout.tables.fixed(inUse);
    }

    /** Any sector will do, so that a grain fits where one was. */
    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(Math.ceilDiv(free, SparseHeader.SECTOR) * SparseHeader.SECTOR);
    }

    @Override
    public void cut(long end) throws IOException {
        file.trim(end);
        space = spaceFrom(end);
    }

    /** What was grown ahead of need is cut off. */
    @Override
    public void close() throws IOException {
        if (taken) {
            file.trim(space.end());
        }
    }
}
