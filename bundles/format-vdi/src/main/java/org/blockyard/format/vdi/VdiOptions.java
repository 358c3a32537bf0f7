package org.blockyard.format.vdi;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of VirtualBox disk images.
 *
 * @param file where the image is
 * @param backing the image below, for one that holds only differences
 */
public record VdiOptions(
        @Option("node that holds the image") ChildRef file,
        @Option("node that is the parent of an image that holds only what differs from it")
                Optional<ChildRef> backing) {}
