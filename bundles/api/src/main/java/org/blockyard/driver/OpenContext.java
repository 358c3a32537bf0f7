package org.blockyard.driver;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the kernel gives to a driver that opens a disk: how it is to be opened, its children, and
 * the only way to other files. Opening children is possible until {@code open} returns; the rest
 * serves until the device is closed.
 */
@ProviderType
public interface OpenContext {
    /** The node's name, for messages. */
    String nodeName();

    /** Whether the disk must not be written. */
    boolean readOnly();

    /**
     * Whether the disk may be opened read-only if writing turns out to be impossible. A driver that
     * does so calls {@link #openedReadOnly}.
     */
    boolean autoReadOnly();

    /**
     * Says that only reading is possible; the node is read-only from here on. Allowed only under
     * {@link #autoReadOnly}.
     */
    void openedReadOnly() throws BlockException;

    /**
     * Whether only metadata will be asked for ({@code info}, {@code check}): children that hold
     * nothing but guest data need not, and for implicit ones must not, be opened.
     */
    boolean metadataOnly();

    /** Whether the node is inactive: nothing may be written or locked, not even to repair. */
    boolean inactive();

    /** Whether the host's page cache is to be bypassed. */
    boolean cacheDirect();

    /** Whether flushes may be ignored. */
    boolean noFlush();

    /** Whether discards are passed on rather than ignored. */
    boolean discard();

    /** Whether other users' locks are to be ignored; only for reading. */
    boolean forceShare();

    /**
     * Opens or attaches a child that the options name.
     *
     * @param name the child's name, such as {@code file}
     * @throws BlockException if it can't be opened, would close a circle, or permissions conflict
     */
    Child child(String name, ChildRef reference, Set<ChildRole> roles) throws IOException;

    /**
     * Attaches a child that the options may name and that the image names otherwise. What the
     * options say wins; {@link ChildRef.None} there means none. A name out of the image passes the
     * kernel's gate: a plain backing file in most cases, and nothing that the operator did not
     * allow. Where only metadata will be asked for, one that holds none is not opened.
     *
     * @param name the child's name, such as {@code backing}
     * @param declared what the options say
     * @param recorded what the image says
     * @return the child, or empty if there is none or it is not wanted now
     */
    Optional<Child> child(
            String name,
            Optional<ChildRef> declared,
            Optional<RecordedChild> recorded,
            Set<ChildRole> roles)
            throws IOException;

    /**
     * The bytes of a secret object; the caller wipes them.
     *
     * @throws BlockException of kind {@code NOT_FOUND} if there is no such secret
     */
    byte[] secret(String id) throws BlockException;

    /**
     * The user-created object of that id, if it is of that type; it can't be removed until the
     * device is closed.
     *
     * @since 1.1
     */
    default <T> Optional<T> object(String id, Class<T> type) throws BlockException {
        return Optional.empty();
    }

    /**
     * What the instance before on this node left, if it left anything; at most one instance that
     * opens well sees it. A driver takes it only if it knows its {@link HandOverState#driver} and
     * {@link HandOverState#version}. What it gets is a copy, whose bytes it may change or wipe.
     * Empty when {@code open} is over.
     */
    default Optional<HandOverState> handedOver() {
        return Optional.empty();
    }

    /**
     * The bits of a named dirty bitmap as they are now; not to be changed.
     *
     * @throws BlockException if there is no such node or bitmap, or its bits mean nothing
     * @since 1.1
     */
    default DirtyBits dirtyBits(String node, String bitmap) throws BlockException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "there are no dirty bitmaps here");
    }

    /** Threads, timers and resources that end with this device. */
    DriverScope scope();

    /** Memory for the device's own transfers and caches. */
    BufferPool buffers();

    /**
     * Tells operators that the image contradicts itself.
     *
     * @param fatal whether the device can't be used any more
     */
    void corrupted(String message, OptionalLong offset, OptionalLong length, boolean fatal);

    /**
     * Publishes an event to operators, one that a {@link org.blockyard.monitor.CommandSet} of the
     * driver's bundle describes.
     *
     * @param data its members as a JSON tree
     * @since 1.1
     */
    default void publish(String event, Map<String, Object> data) {}

    /** Tells users that the device's length changed by itself. */
    void lengthChanged();

    /** The log of this node. */
    System.Logger log();
}
