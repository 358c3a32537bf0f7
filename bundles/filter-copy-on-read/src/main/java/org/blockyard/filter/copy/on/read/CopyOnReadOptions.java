package org.blockyard.filter.copy.on.read;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk that is copied up as it is read.
 *
 * @param file the disk
 * @param bottom the last layer from which is copied
 */
public record CopyOnReadOptions(
        @Option("the node whose top layer gets what is read from below") ChildRef file,
        @Option("node name of the lowest layer to copy from; without it zeroes are copied too")
                Optional<String> bottom) {}
