package org.blockyard.format.vdi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Whether the disk below an image is the one that the image was laid over. */
final class VdiParent {
    private static final String ID = "vdi-uuid";
    private static final String MODIFICATION_ID = "vdi-modification-uuid";

    private VdiParent() {}

    /** What an image has to tell for that. */
    static Map<String, Object> told(VdiHeader header) throws BlockException {
        var members = new LinkedHashMap<String, Object>();
        header.id().ifPresent(id -> members.put(ID, text(id)));
        header.modificationId().ifPresent(id -> members.put(MODIFICATION_ID, text(id)));
        return members;
    }

    /**
     * Checks the image and what it holds. What is no VDI image was put there by somebody who knows,
     * and an identifier that is not there fits any.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is another, or was changed
     */
    static void require(Child parent, VdiHeader header) throws IOException {
        var told = parent.description().map(ImageDescription::specific).orElse(Map.of());
        require(
                Optional.ofNullable(told.get(ID)),
                header.parentId().map(VdiParent::text),
                "The parent '%s' is %s, not %s",
                parent);
        require(
                Optional.ofNullable(told.get(MODIFICATION_ID)),
                header.parentModificationId().map(VdiParent::text),
                "The parent '%s' was changed: its content is %s, not %s",
                parent);
    }

    private static void require(
            Optional<Object> there, Optional<String> recorded, String sentence, Child parent)
            throws BlockException {
        if (there.isPresent() && recorded.isPresent() && !there.get().equals(recorded.get())) {
            throw new BlockException(
                            ErrorKind.INVALID_FORMAT,
                            sentence.formatted(parent.fileName(), there.get(), recorded.get()))
                    .hint("what this image does not hold itself would be another disk's");
        }
    }

    /** As VirtualBox prints it: the first three fields are stored lowest byte first. */
    private static String text(UUID stored) {
        var first =
                ByteBuffer.allocate(Long.BYTES)
                        .putLong(stored.getMostSignificantBits())
                        .flip()
                        .order(ByteOrder.LITTLE_ENDIAN);
        long time = Integer.toUnsignedLong(first.getInt());
        int middle = Short.toUnsignedInt(first.getShort());
        int high = Short.toUnsignedInt(first.getShort());
        return new UUID(time << 32 | (long) middle << 16 | high, stored.getLeastSignificantBits())
                .toString();
    }
}
