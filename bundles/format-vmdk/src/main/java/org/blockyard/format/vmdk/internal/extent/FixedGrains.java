package org.blockyard.format.vmdk.internal.extent;

import java.io.IOException;
import org.blockyard.format.kit.BlockMap;
import org.blockyard.format.kit.EntryFormat;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.format.kit.Place;
import org.blockyard.format.vmdk.internal.layout.CowdHeader;
import org.blockyard.format.vmdk.internal.layout.SeSparseHeader;
import org.blockyard.format.vmdk.internal.layout.SparseHeader;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * Where the grains of an extent are that is only read.
 *
 * @param length the extent's length in bytes
 * @param blockSize bytes a grain
 * @param entries what the tables' entries mean
 */
record FixedGrains(ImageFile file, GrainTables tables, long length, int blockSize, Entries entries)
        implements BlockMap {
    private static final int SECTOR = SparseHeader.SECTOR;

    /** What entries of a grain table mean. */
    interface Entries {
        Place place(long entry) throws BlockException;
    }

    @Override
    public Place lookup(long grain) throws IOException {
        return checked(entries.place(tables.get(grain)));
    }

    @Override
    public Place cached(long grain) throws IOException {
        long entry = tables.cached(grain);
        return entry == GrainTables.UNKNOWN ? Place.UNKNOWN : checked(entries.place(entry));
    }

    @Override
    public long absentRun(long grain) {
        return tables.absentRun(grain);
    }

    private Place checked(Place place) throws BlockException {
        if (place instanceof Place.Data(long offset) && (offset < 0 || offset >= file.length())) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "cluster offset after file size: a grain at %d of %d bytes"
                            .formatted(offset, file.length()));
        }
        return place;
    }

    /** The grains of an extent as ESX kept them first. */
    static FixedGrains of(ImageFile file, CowdHeader header) throws BlockException {
        var tables =
                new GrainTables(
                        file,
                        EntryFormat.LE32,
                        header.directoryOffset() * SECTOR,
                        header.directoryEntries(),
                        CowdHeader.TABLE_ENTRIES,
                        entry -> entry * SECTOR);
        return new FixedGrains(
                file,
                tables,
                header.capacity() * SECTOR,
                (int) header.grainSize() * SECTOR,
                entry -> entry == 0 ? Place.ABSENT : new Place.Data(entry * SECTOR));
    }

    /** The grains of a space-efficient extent. */
    static FixedGrains of(ImageFile file, SeSparseHeader header) throws BlockException {
        var tables =
                new GrainTables(
                        file,
                        EntryFormat.LE64,
                        header.directoryOffset() * SECTOR,
                        header.tables(),
                        SeSparseHeader.TABLE_ENTRIES,
                        entry -> seSparseTable(header, entry));
        return new FixedGrains(
                file,
                tables,
                header.capacity() * SECTOR,
                SeSparseHeader.GRAIN_SECTORS * SECTOR,
                entry -> seSparseGrain(header, entry));
    }

    /** An entry holds in its lower half which table it is, and above that that there is one. */
    private static long seSparseTable(SeSparseHeader header, long entry) {
        if (entry == 0) {
            return 0;
        }
        if (entry >>> 32 != 0x1000_0000L) {
            return Long.MAX_VALUE;
        }
        long table = (entry & 0xFFFF_FFFFL) * SeSparseHeader.TABLE_SECTORS;
        return table < header.tablesSize()
                ? (header.tablesOffset() + table) * SECTOR
                : Long.MAX_VALUE;
    }

    /**
     * The highest four bits say what a grain is; the next twelve are the lowest of its number, the
     * rest the others.
     */
    private static Place seSparseGrain(SeSparseHeader header, long entry) throws BlockException {
        int kind = (int) (entry >>> 60);
        if (entry == 0) {
            return Place.ABSENT;
        }
        if (kind == 1 || kind == 2) {
            return Place.ZERO;
        }
        if (kind != 3) {
            throw new BlockException(
                    ErrorKind.CORRUPT, "a grain table holds " + Long.toHexString(entry));
        }
        long grain = entry >>> 48 & 0xFFF | (entry & 0xFFFF_FFFF_FFFFL) << 12;
        long sector = header.grainsOffset() + grain * SeSparseHeader.GRAIN_SECTORS;
        return new Place.Data(sector < Long.MAX_VALUE / SECTOR ? sector * SECTOR : -1);
    }
}
