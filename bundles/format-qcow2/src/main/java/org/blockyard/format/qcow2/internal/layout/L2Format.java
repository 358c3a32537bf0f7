package org.blockyard.format.qcow2.internal.layout;

/**
 * How standard L2 entries lie on disk, and what they are in memory. In an external data file the
 * cluster at offset 0 is one like any other, so there, in memory, all offsets are a cluster higher:
 * then 0 means everywhere that there is no place.
 *
 * @param geometry the sizes
 * @param dataFile whether guest data lie in an external data file
 */
public record L2Format(Geometry geometry, boolean dataFile) {
    /** The format that a header says. */
    public static L2Format of(Header header) {
        return new L2Format(header.geometry(), header.incompatible(Features.DATA_FILE));
    }

    /** By how much offsets in memory are higher than in the file. */
    public long shift() {
        return dataFile ? geometry.clusterSize() : 0;
    }

    /** An entry as it is in memory. */
    public long load(long raw) {
        return dataFile && placed(raw) ? raw + shift() : raw;
    }

    private boolean placed(long raw) {
        long offset = L2Entry.offset(raw);
        if ((raw & L2Entry.COMPRESSED) != 0 || offset + shift() > L2Entry.OFFSET_MASK) {
            return false;
        }
        return offset != 0 || (raw & (L2Entry.COPIED | L2Entry.ZERO)) == L2Entry.COPIED;
    }

    /** An entry as it goes to the disk. */
    public long store(long entry) {
        return dataFile && (entry & L2Entry.COMPRESSED) == 0 && L2Entry.offset(entry) != 0
                ? entry - shift()
                : entry;
    }
}
