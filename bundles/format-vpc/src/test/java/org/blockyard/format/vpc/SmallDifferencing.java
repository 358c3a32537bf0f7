package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.option.ChildRef;

/** Small images with a parent. */
final class SmallDifferencing {
    /** Which image the parent is said to be. */
    static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

    private SmallDifferencing() {}

    /** An image of that length over {@code sub/parent.vhd}. */
    static byte[] of(long size) throws IOException {
        var options =
                new VpcCreateOptions(
                        new ChildRef.None(),
                        size,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("sub/parent.vhd"),
                        Optional.empty());
        var child = new MemoryChild();
        new VpcCreation(options, told(ID)).write(child);
        return child.content();
    }

    /** What an image with that identifier tells. */
    static ImageDescription told(UUID id) {
        return new ImageDescription(
                OptionalInt.empty(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                ParentLink.told(id),
                Optional.empty());
    }
}
