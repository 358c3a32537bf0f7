package org.blockyard.commands.node;

import java.util.List;
import java.util.Optional;
import org.blockyard.graph.NodeOptions;
import org.blockyard.graph.NodeState;
import org.blockyard.option.Option;

/**
 * What {@code query-named-block-nodes} tells of a node. The limits are always 0: throttling is a
 * filter's work.
 */
record BlockDeviceInfo(
        @Option("file name of the node") String file,
        @Option("name of the node") String nodeName,
        @Option("whether it is read-only") boolean ro,
        @Option("driver of the node") String drv,
        @Option(value = "file name of the backing file that is open", name = "backing_file")
                Optional<String> backingFile,
        @Option(value = "how many backing files are told of below it", name = "backing_file_depth")
                int backingFileDepth,
        @Option(value = "whether it is active", since = "10.0") boolean active,
        @Option("whether its data are encrypted") boolean encrypted,
        @Option(value = "what is done with writes of zeroes", name = "detect_zeroes")
                NodeOptions.DetectZeroes detectZeroes,
        @Option("always 0") long bps,
        @Option(value = "always 0", name = "bps_rd") long bpsRd,
        @Option(value = "always 0", name = "bps_wr") long bpsWr,
        @Option("always 0") long iops,
        @Option(value = "always 0", name = "iops_rd") long iopsRd,
        @Option(value = "always 0", name = "iops_wr") long iopsWr,
        @Option("its image") ImageInfo image,
        @Option("use of the host's page cache") BlockdevCacheInfo cache,
        @Option("its dirty bitmaps") Optional<List<BlockDirtyInfo>> dirtyBitmaps,
        @Option(
                        value = "offset beyond which a write is told of, 0 for none",
                        name = "write_threshold")
                long writeThreshold,
        @Option("where it is in its life") NodeState xBlockyardState,
        @Option("why it is there, for people") Optional<String> xBlockyardReason,
        @Option("version of its driver") String xBlockyardDriverVersion) {
    /** How the host's page cache is used. */
    record BlockdevCacheInfo(
            @Option("always true: a flush is needed for data to be on disk") boolean writeback,
            @Option("whether the page cache is bypassed") boolean direct,
            @Option("whether flushes are ignored") boolean noFlush) {}
}
