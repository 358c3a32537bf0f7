package org.blockyard.format.vpc;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a virtual hard disk is made.
 *
 * @param file the node that is to hold it
 * @param size the disk's length
 * @param subformat whether it grows
 * @param forceSize whether it is to be exactly so long
 * @param backingFile the parent of an image that is to hold what differs from it
 * @param backingFmt its format, which must be vpc
 */
public record VpcCreateOptions(
        @Option("the node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk, up to 2040G", size = true, min = 0) long size,
        @Option("whether it grows with what is written (dynamic)") Optional<Subformat> subformat,
        @Option("make it exactly so long, not rounded up to a geometry (off)")
                Optional<Boolean> forceSize,
        @Option("the parent of an image that is to hold what differs from it, a vpc")
                Optional<String> backingFile,
        @Option("the parent's format, which must be vpc") Optional<String> backingFmt) {
    /** The kinds of images that can be made. */
    public enum Subformat {
        /** Blocks are given space when they are written. */
        DYNAMIC,
        /** All bytes have their place. */
        FIXED
    }
}
