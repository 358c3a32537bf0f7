package org.blockyard.format.qed;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How an image is made. The order is that in which {@code img create} tells what it makes.
 *
 * @param file the node that is to hold it
 * @param size the disk's length, rounded up to a sector
 * @param backingFile the file below it, as it is to be recorded
 * @param backingFmt its format; only whether it is raw is recorded
 * @param clusterSize bytes of a cluster
 * @param tableSize clusters of a table
 */
public record QedCreateOptions(
        @Option("node that is to hold the image") ChildRef file,
        @Option(value = "length of the disk", size = true, min = 0) long size,
        @Option(value = "name of the file below it", max = QedHeader.MOST_NAME)
                Optional<String> backingFile,
        @Option("format of the file below it; only raw is recorded") Optional<String> backingFmt,
        @Option(
                        value = "bytes of a cluster, a power of two from 4K to 64M",
                        size = true,
                        byDefault = "64K")
                int clusterSize,
        @Option(value = "clusters of a table, a power of two up to 16 (4)", size = true)
                Optional<Integer> tableSize) {}
