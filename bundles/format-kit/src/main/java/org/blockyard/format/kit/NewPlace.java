package org.blockyard.format.kit;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Space for a block that has no data of its own yet.
 *
 * @param data where it is
 * @param blank whether nobody ever wrote there, so that it reads as zeroes by itself
 * @param before what is to be written right before it, such as a bitmap of its sectors
 */
public record NewPlace(Place.Data data, boolean blank, Optional<ByteBuffer> before) {
    /** Space with nothing before it. */
    public NewPlace(long offset, boolean blank) {
        this(new Place.Data(offset), blank, Optional.empty());
    }
}
