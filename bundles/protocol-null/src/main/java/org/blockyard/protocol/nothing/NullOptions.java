package org.blockyard.protocol.nothing;

import org.blockyard.option.Option;

/**
 * The options of a device without a medium.
 *
 * @param size its length
 * @param latencyNs how long each request takes
 * @param readZeroes whether the device says that it reads as zeroes; it does in any case
 */
public record NullOptions(
        @Option(value = "length in bytes", byDefault = "1G", size = true, min = 0) long size,
        @Option(value = "nanoseconds that each request takes", byDefault = "0") long latencyNs,
        @Option(value = "say of the device that it reads as zeroes", byDefault = "off")
                boolean readZeroes) {}
