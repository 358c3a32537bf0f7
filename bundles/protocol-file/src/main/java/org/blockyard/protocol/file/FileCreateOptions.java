package org.blockyard.protocol.file;

import org.blockyard.driver.Preallocation;
import org.blockyard.option.Option;

/**
 * How a new file is made.
 *
 * @param filename its path
 * @param size its length
 * @param preallocation how much of it is given space
 * @param nocow whether copy-on-write is switched off for it
 * @param extentSizeHint what the file system is asked to allocate at least
 */
public record FileCreateOptions(
        @Option("path of the new file") String filename,
        @Option(value = "length in bytes", size = true, min = 0) long size,
        @Option(value = "space to reserve: off, falloc or full", byDefault = "off")
                Preallocation preallocation,
        @Option(value = "switch copy-on-write off (btrfs)", byDefault = "off") boolean nocow,
        @Option(
                        value =
                                "least space the file system is asked to allocate at once, 0 for its own choice",
                        byDefault = "1M",
                        size = true,
                        min = 0,
                        max = 0xffff_ffffL)
                long extentSizeHint) {}
