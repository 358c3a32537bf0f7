package org.blockyard.format.vhdx;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of VHDX images.
 *
 * @param file where the image is
 * @param backing the parent of a differencing image
 */
public record VhdxOptions(
        @Option("the node that holds the image") ChildRef file,
        @Option("the parent of a differencing image; without it the one that the image names")
                Optional<ChildRef> backing) {}
