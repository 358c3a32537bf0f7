package org.blockyard.format.vpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.kit.Backing;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What a differencing disk says of its parent, and the parent that there is. Calls that record come
 * one at a time, with nothing to be flushed.
 */
final class ParentLink {
    /** What a disk says of a parent that it does not know. */
    static final UUID UNKNOWN = new UUID(0, 0);

    private static final String ID = "vpc-unique-id";

    private final VpcMap map;
    private final Optional<Child> parent;
    private volatile Optional<String> name;

    /**
     * The link of a disk.
     *
     * @param name the parent's name as recorded
     * @param parent the parent, if one was opened
     */
    ParentLink(VpcMap map, Optional<String> name, Optional<Child> parent) {
        this.map = map;
        this.name = name;
        this.parent = parent;
    }

    /** What an image has to tell those over it. */
    static Map<String, Object> told(UUID id) {
        return Map.of(ID, id.toString());
    }

    /** An image's identifier, if it is such an image. */
    static Optional<UUID> idOf(ImageDescription image) {
        return image.specific().get(ID) instanceof String id
                ? Optional.of(UUID.fromString(id))
                : Optional.empty();
    }

    /** What shows where this image has nothing. */
    Backing backing() {
        return new Backing(parent, true);
    }

    /** The parent's name as recorded. */
    Optional<String> fileName() {
        return name;
    }

    /**
     * Checks that the parent is the one. What is no VHD image was put there by somebody who knows.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is another
     */
    void require() throws IOException {
        var found = found();
        var recorded = map.layout().header().parentId();
        if (found.isPresent() && !recorded.equals(UNKNOWN) && !recorded.equals(found.get())) {
            throw new BlockException(
                            ErrorKind.INVALID_FORMAT,
                            "The parent '%s' is another image: it is %s, not %s"
                                    .formatted(
                                            parent.orElseThrow().fileName(), found.get(), recorded))
                    .hint(
                            "what this image does not hold itself would be another disk's; 'img"
                                    + " rebase -u' takes the parent as it is");
        }
    }

    /** Records which the parent is if the image does not say. */
    void recordIfUnknown() throws IOException {
        var found = found();
        if (found.isPresent() && map.layout().header().parentId().equals(UNKNOWN)) {
            map.replaceHeader(map.layout().header().withParentId(found.get()));
        }
    }

    private Optional<UUID> found() throws IOException {
        return parent.isPresent()
                ? parent.get().description().flatMap(ParentLink::idOf)
                : Optional.empty();
    }

    /** Records another parent, whichever it is; durable when it returns. */
    void recordName(String next) throws IOException {
        var stored = ParentLocator.stored(next);
        map.beginWriting();
        long at = map.space().takeTable(stored.length);
        map.file().write(at, ByteBuffer.wrap(stored));
        map.file().flush();
        var locator = ParentLocator.of(next, stored.length, at);
        map.replaceHeader(map.layout().header().withParent(UNKNOWN, next, locator));
        name = Optional.of(next);
    }
}
