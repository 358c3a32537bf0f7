package org.blockyard.driver;

/**
 * A persistent dirty bitmap of an image.
 *
 * @param name its name
 * @param granularity bytes that a bit stands for
 * @param recording whether writes are recorded in it ({@code auto})
 * @param inUse whether it was not stored at the last end, so that its bits can't be trusted
 * @param dirtyBytes bytes that are marked
 */
public record BitmapInfo(
        String name, long granularity, boolean recording, boolean inUse, long dirtyBytes) {}
