package org.blockyard.filter.blklogwrites;

import java.util.Optional;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk whose writes are logged.
 *
 * @param file the disk
 * @param log where the log goes
 * @param logSectorSize the unit of the log
 * @param logAppend whether the log that is there goes on
 * @param logSuperUpdateInterval after how many entries their number is written down
 */
public record LogWritesOptions(
        @Option("the node whose writes are logged") ChildRef file,
        @Option("the node that gets the log") ChildRef log,
        @Option("unit of the log in bytes, a power of two; 512, or that of the log that goes on")
                Optional<Long> logSectorSize,
        @Option(value = "go on with the log that is there", byDefault = "off") boolean logAppend,
        @Option(value = "entries after which their number is written down", byDefault = "4096")
                long logSuperUpdateInterval) {}
