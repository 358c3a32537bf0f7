package org.blockyard.format.vpc;

import java.util.Optional;
import org.blockyard.option.Branch;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of virtual hard disks.
 *
 * @param file where the image is
 * @param forceSizeCalc what tells the disk's length, whoever made it
 * @param backing the parent of a differencing image
 */
public record VpcOptions(
        @Option("the node that holds the image") ChildRef file,
        @Option(
                        value = "what tells the disk's length: its geometry or the footer's size",
                        name = "force_size_calc")
                Optional<SizeSource> forceSizeCalc,
        @Option("the parent of a differencing image; without it the one that the image names")
                Optional<ChildRef> backing) {
    /** What tells a disk's length. */
    public enum SizeSource {
        /** Its geometry. */
        @Branch("chs")
        CHS,
        /** The size in the footer. */
        @Branch("current_size")
        CURRENT_SIZE
    }
}
