package org.blockyard.filter.copy.before.write;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of the filter.
 *
 * @param file the disk whose moment is kept
 * @param target where blocks are copied to before they are overwritten
 * @param bitmap which blocks are kept, if not all
 * @param onCbwError what becomes of a write whose old blocks can't be copied
 * @param cbwTimeout how long copying may keep a write waiting
 * @param minClusterSize the least size of a block
 */
public record CopyBeforeWriteOptions(
        @Option("the disk whose moment is kept") ChildRef file,
        @Option("where blocks are copied to before they are overwritten") ChildRef target,
        @Option(
                        value = "a dirty bitmap that says which blocks are kept; all if left out",
                        since = "7.0")
                Optional<BitmapRef> bitmap,
        @Option(
                        value = "what becomes of a write whose old blocks can't be copied",
                        byDefault = "break-guest-write",
                        since = "7.1")
                OnCopyError onCbwError,
        @Option(
                        value = "seconds that copying may keep a write waiting; 0 for any time",
                        byDefault = "0",
                        min = 0,
                        max = 0xFFFFFFFFL,
                        since = "7.1")
                long cbwTimeout,
        @Option(
                        value = "least size of the blocks that are copied, a power of two",
                        byDefault = "0",
                        size = true,
                        min = 0,
                        since = "9.2")
                long minClusterSize) {
    /**
     * A dirty bitmap.
     *
     * @param node the node that it is on
     * @param name its name
     */
    public record BitmapRef(
            @Option("the node that it is on") String node, @Option("its name") String name) {}
}
