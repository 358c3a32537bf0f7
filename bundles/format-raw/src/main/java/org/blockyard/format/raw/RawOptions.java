package org.blockyard.format.raw;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of raw images.
 *
 * @param file where the bytes are
 * @param offset where the disk begins in it
 * @param size how long the disk is, if not to the end of it
 */
public record RawOptions(
        @Option("the node that holds the image") ChildRef file,
        @Option(value = "where the disk begins in the file", byDefault = "0", size = true, min = 0)
                long offset,
        @Option(value = "length of the disk; to the file's end if left out", size = true, min = 0)
                Optional<Long> size) {}
