package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.vmdk.internal.layout.Descriptor;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Whether the disk below an image is what the image was laid over. */
public final class ParentCheck {
    private static final String FORMAT = "vmdk";

    private ParentCheck() {}

    /** The identifier of an image's content, if it is such an image. */
    public static Optional<Long> idOf(ImageDescription image) {
        return image.specificType().filter(FORMAT::equals).isPresent()
                        && image.specific().get("cid") instanceof Number id
                ? Optional.of(id.longValue())
                : Optional.empty();
    }

    /**
     * Checks that the parent's content is what it was. What is no VMDK, such as a filter, was put
     * there by somebody who knows.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it was changed
     */
    public static void require(Child parent, Descriptor descriptor) throws IOException {
        var id = parent.description().flatMap(ParentCheck::idOf);
        if (id.isPresent() && id.get() != descriptor.parentId()) {
            throw new BlockException(
                            ErrorKind.INVALID_FORMAT,
                            "The parent '%s' was changed: its content is %08x, not %08x"
                                    .formatted(parent.fileName(), id.get(), descriptor.parentId()))
                    .hint("what this image does not hold itself is lost");
        }
    }
}
