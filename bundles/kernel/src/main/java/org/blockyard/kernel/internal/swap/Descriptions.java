package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Describable;
import org.blockyard.driver.ImageDescription;

/**
 * Compares what two versions of a driver tell of one image, but for what changes by itself. A newer
 * version may tell more.
 */
final class Descriptions {
    private Descriptions() {}

    /** The first difference, as a sentence. */
    static Optional<String> differ(ImageDescription live, BlockDevice device) {
        if (!(device instanceof Describable teller) || live == ImageDescription.EMPTY) {
            return Optional.empty();
        }
        ImageDescription other;
        try {
            other = teller.describe();
        } catch (IOException e) {
            return Optional.of("it can't describe the image: " + e.getMessage());
        }
        return differ("cluster size", live.clusterSize(), other.clusterSize())
                .or(() -> differ("encryption", live.encrypted(), other.encrypted()))
                .or(() -> differ("backing file", live.backingFile(), other.backingFile()))
                .or(() -> differ("backing format", live.backingFormat(), other.backingFormat()))
                .or(() -> differ("type", live.specificType(), other.specificType()))
                .or(() -> specific(live, other));
    }

    private static Optional<String> specific(ImageDescription live, ImageDescription other) {
        for (var entry : live.specific().entrySet()) {
            var value = other.specific().get(entry.getKey());
            if (value != null
                    && !(value instanceof Iterable)
                    && !(value instanceof java.util.Map)) {
                var difference = differ("'" + entry.getKey() + "'", entry.getValue(), value);
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> differ(String what, Object live, Object other) {
        return Objects.equals(live, other)
                ? Optional.empty()
                : Optional.of("it sees another " + what + ": " + other + " instead of " + live);
    }
}
