package org.blockyard.driver;

/** How much of a new or grown image is given space at once. */
public enum Preallocation {
    /** Nothing. */
    OFF,
    /** The format's metadata. */
    METADATA,
    /** Space is reserved without writing. */
    FALLOC,
    /** Zeroes are written. */
    FULL
}
