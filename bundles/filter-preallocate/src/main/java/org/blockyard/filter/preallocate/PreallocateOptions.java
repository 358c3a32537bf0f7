package org.blockyard.filter.preallocate;

import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a file that grows ahead of what is written.
 *
 * @param file the file
 * @param preallocAlign where it ends is a multiple of this
 * @param preallocSize how far it grows ahead
 */
public record PreallocateOptions(
        @Option("the node of the file that grows") ChildRef file,
        @Option(
                        value = "the file's length becomes a multiple of it",
                        byDefault = "1M",
                        size = true,
                        min = 0)
                long preallocAlign,
        @Option(
                        value = "bytes by which the file grows beyond what is written",
                        byDefault = "128M",
                        size = true,
                        min = 0)
                long preallocSize) {}
