package org.blockyard.driver;

import java.util.OptionalLong;

/**
 * The space that a new image would need, in bytes.
 *
 * @param required for the data that there are
 * @param fullyAllocated if every byte of the disk were data
 * @param bitmaps in addition for the persistent bitmaps of the source, if they can be kept
 */
public record Measurement(long required, long fullyAllocated, OptionalLong bitmaps) {}
