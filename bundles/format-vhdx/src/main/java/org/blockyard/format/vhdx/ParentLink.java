package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.kit.Backing;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * What a differencing image says of its parent, and the parent that there is. Calls come one at a
 * time.
 */
final class ParentLink {
    private static final String MARK = "vhdx-data-write-guid";
    private static final String SECTOR = "vhdx-logical-sector-size";

    private final ImageFile file;
    private final Region metadata;
    private final Log log;
    private final Optional<Child> parent;
    private volatile ParentLocator locator;

    /** The link of an image to a parent, if one was opened. */
    ParentLink(
            ImageFile file,
            Region metadata,
            Log log,
            ParentLocator locator,
            Optional<Child> parent) {
        this.file = file;
        this.metadata = metadata;
        this.log = log;
        this.locator = locator;
        this.parent = parent;
    }

    /** What an image has to tell those over it. */
    static Map<String, Object> told(UUID mark, int logicalSector) {
        return Map.of(MARK, mark.toString(), SECTOR, logicalSector);
    }

    /** The mark of an image's data, if it is such an image. */
    static Optional<UUID> markOf(ImageDescription image) {
        return image.specific().get(MARK) instanceof String mark
                ? Optional.of(UUID.fromString(mark))
                : Optional.empty();
    }

    /** Bytes of an image's sectors, if it is such an image. */
    static Optional<Integer> sectorOf(ImageDescription image) {
        return Optional.ofNullable(image.specific().get(SECTOR)).map(Integer.class::cast);
    }

    /** What shows where this image has nothing. */
    Backing backing() {
        return new Backing(parent, true);
    }

    /** The parent's name as recorded. */
    Optional<String> fileName() {
        return locator.fileName();
    }

    /**
     * Checks that the parent is what it was. What is no VHDX image was put there by somebody who
     * knows.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if it is another or was changed
     */
    void require() throws IOException {
        var found = found();
        if (found.isPresent() && !locator.fits(found.get())) {
            throw new BlockException(
                            ErrorKind.INVALID_FORMAT,
                            "The parent '%s' was changed or is another image: its data are %s, not %s"
                                    .formatted(
                                            parent.orElseThrow().fileName(),
                                            found.get(),
                                            locator.mark().orElse(Guids.NONE)))
                    .hint(
                            "what this image does not hold itself may be lost; 'img rebase -u' takes"
                                    + " the parent as it is");
        }
    }

    /** Records the parent as it is if the image does not say what it was. */
    void recordIfUnknown() throws IOException {
        if (locator.mark().isEmpty()) {
            recordParent();
        }
    }

    /** Records what the parent holds now; durable when it returns. */
    void recordParent() throws IOException {
        var found = found();
        if (found.isPresent() && !found.equals(locator.mark())) {
            record(locator.withMark(found.get()));
        }
    }

    private Optional<UUID> found() throws IOException {
        return parent.isPresent()
                ? parent.get().description().flatMap(ParentLink::markOf)
                : Optional.empty();
    }

    /** Records another parent, whatever it holds; durable when it returns. */
    void recordName(String name) throws IOException {
        record(ParentLocator.of(name, Guids.NONE));
    }

    private void record(ParentLocator next) throws IOException {
        log.beginWriting();
        var batch = new SectorBatch(file);
        Metadata.read(file, metadata).putParent(next, batch);
        log.commit(batch.take());
        log.retire();
        locator = next;
    }
}
