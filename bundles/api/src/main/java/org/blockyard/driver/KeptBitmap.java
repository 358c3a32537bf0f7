package org.blockyard.driver;

import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;

/**
 * A dirty bitmap as an image keeps it.
 *
 * @param name its name
 * @param granularity bytes a bit
 * @param recording whether it records writes when the image is in use
 * @param bits its bits; none if it was not stored when the image was last in use
 * @since 1.1
 */
public record KeptBitmap(
        String name, long granularity, boolean recording, Optional<DirtyBits> bits) {}
