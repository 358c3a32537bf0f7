package org.blockyard.bitmap;

import java.util.OptionalLong;

/**
 * A bitmap to be added.
 *
 * @param name its name, unique on the node, at most {@value #MOST_NAME} bytes of UTF-8
 * @param granularity bytes a bit, a power of two; if none is given what suits the node
 * @param persistent whether it is to outlive the node
 * @param recording whether it records writes at once
 */
public record BitmapRequest(
        String name, OptionalLong granularity, boolean persistent, boolean recording) {
    /** The longest name, in bytes. */
    public static final int MOST_NAME = 1023;

    /** One that records, with what suits the node, for as long as the node is there. */
    public static BitmapRequest of(String name) {
        return new BitmapRequest(name, OptionalLong.empty(), false, true);
    }
}
