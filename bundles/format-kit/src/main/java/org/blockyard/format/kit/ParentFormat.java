package org.blockyard.format.kit;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.RecordedChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;

/**
 * A format whose images have parents of the same format alone, so that a parent is never probed.
 *
 * @param name the driver's name
 * @param title the format as messages name it
 */
public record ParentFormat(String name, String title) {
    /**
     * The parent of an image that is being opened: the one that its user names, else the one that
     * it records; none if only metadata are wanted.
     *
     * @param declared the option {@code backing}
     * @param fileName the parent's name as recorded
     * @throws BlockException of kind {@code INVALID_FORMAT} if neither names one, {@code DENIED} if
     *     the name is not that of a file
     */
    public Optional<Child> open(
            OpenContext context, Optional<ChildRef> declared, Optional<String> fileName)
            throws IOException {
        Optional<RecordedChild> recorded = Optional.empty();
        if (declared.isEmpty() && !context.metadataOnly()) {
            recorded = Optional.of(recorded(fileName.orElseThrow(this::namesNoParent)));
        }
        return context.child("backing", declared, recorded, Set.of(ChildRole.COW));
    }

    private BlockException namesNoParent() {
        return new BlockException(
                        ErrorKind.INVALID_FORMAT,
                        "the %s image does not say where its parent is".formatted(title))
                .hint("name it by the option 'backing'");
    }

    /** Whatever it is: never probed, so that no other file can be read through the image. */
    private RecordedChild recorded(String fileName) throws BlockException {
        return new RecordedChild(ParentName.requireFile(fileName), Optional.of(name));
    }

    /**
     * What the parent that a new image is to have tells about itself; nothing if it has none.
     *
     * @throws BlockException of kind {@code DENIED} if the name is not that of a file
     */
    public ImageDescription describe(CreateContext context, Child file, Optional<String> fileName)
            throws IOException {
        return fileName.isPresent()
                ? context.describe(file, recorded(fileName.get()))
                : ImageDescription.EMPTY;
    }

    /**
     * Checks the format that a parent is said to have, if any is said.
     *
     * @throws BlockException of kind {@code INVALID_OPTION} if it is another
     */
    public void require(Optional<String> said) throws BlockException {
        if (!said.orElse(name).equals(name)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The parent of a %s image must be a %s image".formatted(name, name));
        }
    }
}
