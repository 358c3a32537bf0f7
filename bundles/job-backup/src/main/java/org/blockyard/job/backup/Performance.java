package org.blockyard.job.backup;

import java.util.Optional;
import org.blockyard.option.Option;

/**
 * How the work is done.
 *
 * @param useCopyRange whether the operating system may copy; it may if nothing is said
 * @param maxWorkers how many copies may be in flight at once
 * @param maxChunk the most bytes of one copy, 0 for what suits
 * @param minClusterSize the least size of the blocks that are copied
 */
public record Performance(
        @Option("let the operating system copy; it does where it can if nothing is said")
                Optional<Boolean> useCopyRange,
        @Option(value = "how many copies may be in flight at once", byDefault = "64")
                long maxWorkers,
        @Option(value = "the most bytes of one copy, 0 for what suits", byDefault = "0")
                long maxChunk,
        @Option(
                        value = "the least size of the blocks that are copied",
                        byDefault = "0",
                        size = true,
                        min = 0,
                        since = "9.2")
                long minClusterSize) {
    /** What holds if nothing is said. */
    public static final Performance USUAL = new Performance(Optional.empty(), 64, 0, 0);
}
