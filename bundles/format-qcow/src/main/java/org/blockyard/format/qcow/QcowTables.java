package org.blockyard.format.qcow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.format.kit.BlockTable;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.MovableMap;
import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.PackedSpace;
import org.blockyard.format.kit.Place;
import org.blockyard.format.kit.Staged;
import org.blockyard.format.kit.TablePages;
import org.blockyard.format.kit.TailSpace;
import org.blockyard.format.kit.TwoLevelTable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The two levels of tables of an image, and the space at the file's end. The format keeps no count
 * of what is in use: space is only ever taken behind everything else.
 */
final class QcowTables implements MovableMap {
    private static final long UNALLOCATED = 0;

    private final QcowHeader header;
    private final ImageFile file;
    private final PackedClusters packing;
    private final TwoLevelTable tables;
    private final AtomicLong end;
    private TailSpace space;

    /** The tables that a header names. */
    QcowTables(QcowHeader header, ImageFile file, PackedClusters packing) {
        this.header = header;
        this.file = file;
        this.packing = packing;
        this.tables =
                new TwoLevelTable(
                        file,
                        BlockTable.of(
                                file, EntryFormat.BE64, header.l1Offset(), header.l1Entries()),
                        new TablePages(file, EntryFormat.BE64),
                        1L << header.l2Bits(),
                        entry -> entry);
        this.end = new AtomicLong();
        this.space = space();
    }

    private TailSpace space() {
        long next = file.length() + header.clusterSize() - 1 & -header.clusterSize();
        end.set(next);
        return new TailSpace(file, next, header.clusterSize(), packing.mostOffset());
    }

    @Override
    public ImageFile file() {
        return file;
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
        return hasTable(tables.first().get(block >>> header.l2Bits()))
                ? place(tables.get(block))
                : Place.ABSENT;
    }

    @Override
    public Place cached(long block) throws IOException {
        var table = tables.first().cached(block >>> header.l2Bits());
        if (table.isEmpty()) {
            return Place.UNKNOWN;
        }
        if (!hasTable(table.getAsLong())) {
            return Place.ABSENT;
        }
        var entry = tables.cached(block);
        return entry.isEmpty() ? Place.UNKNOWN : place(entry.getAsLong());
    }

    @Override
    public long absentRun(long block) {
        return tables.absentRun(block);
    }

    private boolean hasTable(long entry) throws BlockException {
        if (entry != UNALLOCATED) {
            requireInFile(entry, "table");
        }
        return entry != UNALLOCATED;
    }

    private Place place(long entry) throws BlockException {
        if (entry == UNALLOCATED) {
            return Place.ABSENT;
        }
        if (packing.isPacked(entry)) {
            requireInFile(packing.offset(entry), "compressed cluster");
            return new Place.Packed(entry);
        }
        requireInFile(entry, "cluster");
        return new Place.Data(entry);
    }

    private void requireInFile(long offset, String what) throws BlockException {
        if (offset < QcowHeader.LENGTH || offset >= end.get()) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "there is no %s at %s".formatted(what, Long.toUnsignedString(offset)));
        }
    }

    @Override
    public void unpack(long block, Place.Packed place, ByteBuffer target) throws IOException {
        packing.unpack(file, place.token(), target);
    }

    @Override
    public Optional<ByteBuffer> pack(long block, ByteBuffer bytes) throws IOException {
        return packing.pack(bytes);
    }

    @Override
    public PackedSpace allocatePacked(long block, Place now, int size) throws IOException {
        // as the peer has it, packed clusters begin at sectors
        makeTable(block);
        long offset = take(size + QcowHeader.SECTOR - 1 & -QcowHeader.SECTOR).data().offset();
        return new PackedSpace(offset, new Place.Packed(packing.entry(offset, size)));
    }

    /** A table comes before its first cluster, so that clusters lie one behind the other. */
    @Override
    public NewPlace allocate(long block, Place now) throws IOException {
        makeTable(block);
        align();
        var place = space.take();
        end.set(space.end());
        return place;
    }

    /** Packed clusters end anywhere; others, and tables, begin at multiples of the cluster size. */
    private void align() throws BlockException {
        long rest = -space.end() & header.clusterSize() - 1;
        if (rest > 0) {
            take(rest);
        }
    }

    private NewPlace take(long size) throws BlockException {
        var place = space.takeNext(size);
        end.set(space.end());
        return place;
    }

    @Override
    public void abandon(long block, NewPlace place, boolean written) {
        space.giveBack(place.data(), place.blank() && !written);
        end.set(space.end());
    }

    @Override
    public void reclaim(Place.Data place) {
        space.giveBack(place, false);
        end.set(space.end());
    }

    @Override
    public void map(long block, Place place) throws IOException {
        makeTable(block);
        tables.set(
                block,
                switch (place) {
                    case Place.Data data -> data.offset();
                    case Place.Packed packed -> packed.token();
                    default -> UNALLOCATED;
                });
    }

    /** The end of the file never holds anything but zeroes, so a new table need not be filled. */
    private void makeTable(long block) throws IOException {
        long index = block >>> header.l2Bits();
        if (!hasTable(tables.first().get(index))) {
            align();
            tables.first().set(index, take(header.l2Bytes()).data().offset());
        }
    }

    @Override
    public boolean full() {
        return tables.full();
    }

    @Override
    public Staged stage() {
        return tables.stage();
    }

    /** The file ends where what was given away does, if any was. */
    @Override
    public void close() throws IOException {
        if (space.end() < file.length()) {
            file.trim(space.end());
        }
    }

    /** Packed clusters stay where they are. */
    @Override
    public void fixed(InUse inUse) throws IOException {
        inUse.range(0, header.end());
        inUse.range(header.l1Offset(), header.l1Offset() + header.l1Bytes());
        long blocks = (length() + blockSize() - 1) / blockSize();
        for (long block = 0; block < blocks; block += absentRun(block)) {
            if (lookup(block) instanceof Place.Packed(long entry)) {
                inUse.range(packing.offset(entry), packing.end(entry));
            }
        }
    }

    @Override
    public Place.Data placeBehind(long free) {
        return new Place.Data(free + blockSize() - 1 & -blockSize());
    }

    @Override
    public Optional<TwoLevelTable> leaves() {
        return Optional.of(tables);
    }

    @Override
    public void cut(long newEnd) throws IOException {
        file.setLength(newEnd);
        tables.clear();
        space = space();
    }

    /** Takes all clusters away, with nothing under way and nothing left to be written. */
    void empty() throws IOException {
        file.writeZeroes(header.l1Offset(), header.l1Bytes());
        file.flush();
        cut(Math.max(header.end(), header.l1Offset() + header.l1Bytes()));
    }
}
