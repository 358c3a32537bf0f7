package org.blockyard.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
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

    /**
     * Uses an ability of the child's device as one request: counted in flight, and held while the
     * child is drained. For abilities that say that they are used so, such as {@link PointInTime}.
     *
     * @throws org.blockyard.io.BlockException of kind {@code UNSUPPORTED} if the device lacks it
     * @since 1.1
     */
    default <T, R> R request(Class<T> ability, AbilityUse<T, R> use) throws IOException {
        throw new BlockException(
                ErrorKind.UNSUPPORTED, "child '" + name() + "' is not " + ability.getSimpleName());
    }

    /**
     * Tells what a reader of the child gets at {@code offset}, looked up through all layers: data
     * or zeroes, at most {@code length} bytes of one kind.
     *
     * @since 1.1
     */
    default Extent content(long offset, long length) throws IOException {
        return Extent.data(length);
    }

    /**
     * Whether another child of the same parent is the same node as this one or lies below it, so
     * that reading this one may mean reading that one.
     *
     * @since 1.1
     */
    default boolean reaches(Child other) {
        return true;
    }

    /**
     * Returns when all requests that were in flight on the child's node when it was called have
     * ended. Not to be called by one of them.
     *
     * @since 1.1
     */
    default void settle() throws IOException {
        throw new BlockException(
                ErrorKind.UNSUPPORTED, "child '" + name() + "' does not tell what is in flight");
    }

    /**
     * The name of the node's driver.
     *
     * @since 1.1
     */
    default String driver() {
        return "";
    }

    /**
     * Whether the child is held for changing its length now.
     *
     * @since 1.1
     */
    default boolean resizable() {
        return false;
    }

    /**
     * Bytes that the child compresses in one piece; empty if it does not take writes that are
     * {@link org.blockyard.io.RequestFlags#COMPRESSED}.
     *
     * @since 1.1
     */
    default OptionalInt compressedUnit() {
        return OptionalInt.empty();
    }

    /**
     * The layers of the child's disk.
     *
     * @param bottom the name of the node that is the last one to count; to the end if it is empty
     * @throws org.blockyard.io.BlockException if there is no such node among them
     * @since 1.1
     */
    default Layers layers(Optional<String> bottom) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this child does not tell its layers");
    }

    /**
     * Tells the child, if it is one of {@link DebugPoints}, what its parent is about to do. Takes
     * no time where nobody listens.
     *
     * @since 1.1
     */
    default void reached(String event) {}
}
