package org.blockyard.format.vmdk;

import org.blockyard.option.Branch;

/** The forms of images that are made. */
public enum Subformat {
    /** One file of grains. */
    @Branch("monolithicSparse")
    MONOLITHIC_SPARSE("monolithicSparse", false, false),
    /** A descriptor and one file with the bytes. */
    @Branch("monolithicFlat")
    MONOLITHIC_FLAT("monolithicFlat", true, false),
    /** A descriptor and files of grains, each of up to 2 GiB of the disk. */
    @Branch("twoGbMaxExtentSparse")
    TWO_GB_MAX_EXTENT_SPARSE("twoGbMaxExtentSparse", false, true),
    /** A descriptor and files with the bytes, each of up to 2 GiB. */
    @Branch("twoGbMaxExtentFlat")
    TWO_GB_MAX_EXTENT_FLAT("twoGbMaxExtentFlat", true, true),
    /** One file of compressed grains. */
    @Branch("streamOptimized")
    STREAM_OPTIMIZED("streamOptimized", false, false);

    private final String word;
    private final boolean flat;
    private final boolean split;

    Subformat(String word, boolean flat, boolean split) {
        this.word = word;
        this.flat = flat;
        this.split = split;
    }

    /** Its name in a descriptor. */
    String word() {
        return word;
    }

    /** Whether extents are the bytes as they are. */
    boolean flat() {
        return flat;
    }

    /** Whether there are several extents. */
    boolean split() {
        return split;
    }

    /** Whether the descriptor has a file of its own. */
    boolean apart() {
        return flat || split;
    }

    /** Whether grains are compressed. */
    boolean compressed() {
        return this == STREAM_OPTIMIZED;
    }
}
