package org.blockyard.kernel.internal.bitmap;

/** What a node may do with its image. */
public enum NodeAccess {
    /** Write it. */
    WRITE,
    /** Read it. */
    READ,
    /** Nothing for now: others may write it. */
    NONE
}
