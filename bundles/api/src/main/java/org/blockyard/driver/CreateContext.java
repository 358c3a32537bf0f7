package org.blockyard.driver;

import java.io.IOException;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.option.ChildRef;
import org.osgi.annotation.versioning.ProviderType;

/** What the kernel gives to a driver that makes an image. It ends when {@code create} returns. */
@ProviderType
public interface CreateContext {
    /** Opens or attaches the node that is to hold the image, for writing and resizing. */
    Child target(String name, ChildRef reference, Set<ChildRole> roles) throws IOException;

    /** Where to tell how far it is. */
    Progress progress();

    /** The bytes of a secret object; the caller wipes them. */
    byte[] secret(String id) throws BlockException;

    /** Memory for transfers. */
    BufferPool buffers();
}
