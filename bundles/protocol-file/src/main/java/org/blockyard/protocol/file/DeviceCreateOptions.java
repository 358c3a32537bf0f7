package org.blockyard.protocol.file;

import org.blockyard.option.Option;

/**
 * What a device that is there must be fit for.
 *
 * @param filename its path
 * @param size the length that is needed
 */
public record DeviceCreateOptions(
        @Option("path of the device") String filename,
        @Option(value = "length in bytes that the device must have", size = true, min = 0)
                long size) {}
