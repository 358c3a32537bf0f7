package org.blockyard.format.qcow2.internal.layout;

/** The feature bits of a version 3 header (specification: Header). */
public final class Features {
    /** Incompatible: reference counts may be wrong. */
    public static final long DIRTY = 1;

    /** Incompatible: any structure may be wrong. */
    public static final long CORRUPT = 1 << 1;

    /** Incompatible: guest data lie in another file. */
    public static final long DATA_FILE = 1 << 2;

    /** Incompatible: clusters are packed by something else than deflate. */
    public static final long COMPRESSION_TYPE = 1 << 3;

    /** Incompatible: L2 entries have 128 bits. */
    public static final long EXTENDED_L2 = 1 << 4;

    /** The incompatible features that are understood here. */
    public static final long KNOWN_INCOMPATIBLE =
            DIRTY | CORRUPT | DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

    /** Compatible: reference counts may be updated late. */
    public static final long LAZY_REFCOUNTS = 1;

    /** Auto-clear: the bitmaps are up to date. */
    public static final long BITMAPS = 1;

    /** Auto-clear: the data file is a raw image by itself. */
    public static final long RAW_DATA_FILE = 1 << 1;

    /** The auto-clear features that are kept up to date here. */
    public static final long KNOWN_AUTOCLEAR = BITMAPS | RAW_DATA_FILE;

    private Features() {}
}
