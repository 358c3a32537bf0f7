package org.blockyard.driver;

/** What a child is to its parent; the kernel derives permissions from it. */
public enum ChildRole {
    /** It holds guest data. */
    DATA,
    /** It holds the format's metadata. */
    METADATA,
    /** It is the disk that a filter passes through. */
    FILTERED,
    /** It is the backing disk that is read where this layer has nothing, and never written. */
    COW,
    /** It is the main child, by which the parent is found. */
    PRIMARY
}
