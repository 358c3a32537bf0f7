package org.blockyard.filter.compress;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk that is written compressed.
 *
 * @param file the disk
 */
public record CompressOptions(
        @Option("the node that stores what is written compressed") ChildRef file) {}
