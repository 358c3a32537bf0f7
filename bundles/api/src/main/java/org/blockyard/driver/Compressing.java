package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that takes writes with {@link org.blockyard.io.RequestFlags#COMPRESSED}. Such a write is
 * aligned to {@link #compressedUnit} and at most one unit long; only the last one of the disk may
 * be shorter. Many threads may compress at once.
 */
@ConsumerType
public interface Compressing {
    /** Bytes that are compressed in one piece, such as the cluster size. */
    int compressedUnit();

    /**
     * Whether this image is meant to hold nothing but compressed data, so that a copy to it is
     * compressed without being asked to.
     *
     * @since 1.1
     */
    default boolean compressedOnly() {
        return false;
    }
}
