package org.blockyard.format.qed;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an image is opened.
 *
 * @param file the node that holds it
 * @param backing the node below it; what the image records, if left out
 */
public record QedOptions(
        @Option("node that holds the image") ChildRef file,
        @Option("node below it, or null for none; by default what the image records")
                Optional<ChildRef> backing) {}
