package org.blockyard.format.vhdx;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a VHDX image is made. The order is that in which {@code img create} tells what it makes.
 *
 * @param file the node that is to hold it
 * @param size the disk's length
 * @param logSize bytes of the log
 * @param blockSize bytes of a block, or 0 for what suits the disk's length
 * @param subformat whether it grows
 * @param blockStateZero whether blocks say that they are zeroes before they are written
 * @param backingFile the parent of an image that is to hold what differs from it
 * @param backingFmt its format, which must be vhdx
 */
public record VhdxCreateOptions(
        @Option("the node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk, up to 64T", size = true, min = 0) long size,
        @Option(
                        value = "bytes of the log, rounded up to 1M; less than 4G",
                        size = true,
                        min = 0,
                        byDefault = "1M")
                long logSize,
        @Option(
                        value =
                                "bytes of a block, a power of two from 1M to 256M; 0 for what suits"
                                        + " the disk's length",
                        size = true,
                        min = 0,
                        byDefault = "0")
                long blockSize,
        @Option("whether it grows with what is written (dynamic)") Optional<Subformat> subformat,
        @Option("whether blocks say that they are zeroes until they are written (on)")
                Optional<Boolean> blockStateZero,
        @Option("the parent of an image that is to hold what differs from it, a vhdx")
                Optional<String> backingFile,
        @Option("the parent's format, which must be vhdx") Optional<String> backingFmt) {
    /** The kinds of images that can be made. */
    public enum Subformat {
        /** Blocks are given space when they are written. */
        DYNAMIC,
        /** All blocks have their place. */
        FIXED
    }
}
