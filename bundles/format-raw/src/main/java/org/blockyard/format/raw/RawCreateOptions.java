package org.blockyard.format.raw;

import java.util.Optional;
import org.blockyard.driver.Preallocation;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * How a raw image is made: its file gets the length.
 *
 * @param file the node that is to hold it
 * @param size its length, rounded up to a sector
 * @param preallocation how much of it is given space
 */
public record RawCreateOptions(
        @Option("the node that is to hold the image") ChildRef file,
        @Option(value = "virtual disk size", size = true, min = 0) long size,
        @Option("space to reserve: off, falloc or full; off if left out")
                Optional<Preallocation> preallocation) {}
