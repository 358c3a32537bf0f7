package org.blockyard.format.parallels;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an image is made.
 *
 * @param file the node that is to hold it
 * @param size the disk's length, rounded up to a sector
 * @param clusterSize bytes of a cluster, rounded up to a sector
 */
public record ParallelsCreateOptions(
        @Option("the node that is to hold the image") ChildRef file,
        @Option(value = "virtual disk size", size = true, min = 0) long size,
        @Option(value = "Parallels image cluster size", size = true, min = 0, byDefault = "1M")
                long clusterSize) {}
