package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Limits;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A driver's hold on a child node. Reads and writes need no alignment: the child's node aligns,
 * splits and bounces. A write past the end through a child that may be resized makes it longer
 * first. A child that was revoked (its parent was closed or replaced) fails every call with kind
 * {@code GONE} and changes nothing.
 */
@ProviderType
public interface Child extends DataChannel {
    /** Its name among the parent's children, such as {@code file}. */
    String name();

    /** The name of the node. */
    String nodeName();

    /**
     * The file name of the node for people and for relative names, such as {@code /a/b.qcow2} or
     * {@code json:{...}}.
     */
    String fileName();

    /** Its length in bytes. Does not block. */
    long length();

    /** What suits the child best; a request need not obey it. */
    Limits limits();

    /** Whether this child may be written through. */
    boolean writable();

    /**
     * Changes the child's length; needs a child opened with a role that resizes. New bytes read as
     * zeroes.
     *
     * @param exact whether a longer result is an error (a block device can't shrink, for example)
     */
    void resize(long length, Preallocation preallocation, boolean exact) throws IOException;

    /** What the child tells of its image, if it has something to tell. */
    Optional<ImageDescription> description() throws IOException;
}
