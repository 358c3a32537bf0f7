package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Progress;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.option.ChildRef;

/** Small images with a parent. */
final class SmallDifferencing {
    /** The mark of the data that the parent is said to hold. */
    static final UUID MARK = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private SmallDifferencing() {}

    /** An image of that length over {@code parent.vhdx}, with the smallest blocks. */
    static byte[] of(long size, int sector) throws IOException {
        var options =
                new VhdxCreateOptions(
                        new ChildRef.None(),
                        size,
                        1 << 20,
                        1 << 20,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("parent.vhdx"),
                        Optional.empty());
        var child = new MemoryChild();
        new VhdxCreation(options, told(MARK, sector)).write(child, Progress.NONE);
        return child.content();
    }

    /** What an image with data under that mark tells. */
    static ImageDescription told(UUID mark, int sector) {
        return new ImageDescription(
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                java.util.List.of(),
                Optional.empty(),
                new LinkedHashMap<>(Map.copyOf(ParentLink.told(mark, sector))),
                Optional.empty());
    }
}
