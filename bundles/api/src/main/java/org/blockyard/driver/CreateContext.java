package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;
import org.osgi.annotation.versioning.ProviderType;

/** What the kernel gives to a driver that makes an image. It ends when {@code create} returns. */
@ProviderType
public interface CreateContext {
    /** Opens or attaches the node that is to hold the image, for writing and resizing. */
    Child target(String name, ChildRef reference, Set<ChildRole> roles) throws IOException;

    /**
     * Makes an empty file in the folder of the image that is made, for writing and resizing. It is
     * taken away again if the image can't be made. Only for images that are made by file name: one
     * that is made by definition has all its nodes named by the options.
     *
     * @param name what it is to the image, such as {@code extents.1}
     * @param fileName its name in the folder, without a slash
     * @return the file, or empty if the image is not made by file name
     * @since 1.1
     */
    default Optional<Child> beside(String name, String fileName, Set<ChildRole> roles)
            throws IOException {
        return Optional.empty();
    }

    /**
     * What an existing image that the new one is to refer to tells about itself. It is opened for
     * this alone, whoever else has it open, and without what lies behind it.
     *
     * @param image the target by whose folder a relative name is found
     * @throws BlockException if it can't be opened
     * @since 1.1
     */
    default ImageDescription describe(Child image, RecordedChild other) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "other images can't be looked at here");
    }

    /** Where to tell how far it is. */
    Progress progress();

    /** The bytes of a secret object; the caller wipes them. */
    byte[] secret(String id) throws BlockException;

    /** Memory for transfers. */
    BufferPool buffers();
}
