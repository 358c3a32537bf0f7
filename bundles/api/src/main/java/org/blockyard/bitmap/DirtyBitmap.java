package org.blockyard.bitmap;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A named dirty bitmap of a node. While it records, every write, zeroing, discard and copy to the
 * node is in its bits before it is acknowledged; what only copies up what the disk reads as anyway
 * ({@link org.blockyard.io.RequestFlags#UNCHANGED}) is not. It stays with the node while drivers
 * are replaced under it. Thread-safe.
 */
@ProviderType
public interface DirtyBitmap {
    /** Its name, unique on its node. */
    String name();

    /** The name of its node. */
    String node();

    /**
     * The bits. While it is frozen they are those of the freeze, and others record. They may be
     * read at any time; who changes them asks {@link #requireModifiable} before.
     */
    DirtyBits bits();

    /** Whether writes are recorded. */
    boolean recording();

    /**
     * Makes it record from now on, or not. When it returns, each write that is not yet acknowledged
     * is recorded.
     */
    void recording(boolean recording) throws IOException;

    /** Whether it outlives the node. */
    boolean persistent();

    /** Whether it can't be changed, because its store can't be written now. */
    boolean readOnly();

    /**
     * Whether it was not stored when it was last used, so that its bits mean nothing; it can only
     * be removed.
     */
    boolean inconsistent();

    /** Who uses it, so that nobody else may. */
    Optional<String> user();

    /** Whether a job or an export uses it. */
    default boolean busy() {
        return user().isPresent();
    }

    /**
     * Keeps it for one user alone; writes are recorded as before.
     *
     * @param user who, for people: {@code export 'e'}
     * @throws BlockException if it is kept already, or inconsistent
     */
    BitmapHold hold(String user) throws IOException;

    /**
     * Keeps it for one user alone, with its bits as they are now: what is written from now on is
     * recorded apart. In a drained section of the node the bits are those of one point in time.
     *
     * @throws BlockException if it is kept already, inconsistent or read-only
     */
    FrozenBitmap freeze(String user) throws IOException;

    /**
     * Checks that its bits mean something and nobody keeps it.
     *
     * @throws BlockException if not
     */
    default void requireUsable() throws BlockException {
        if (busy()) {
            throw inUse();
        }
        if (inconsistent()) {
            throw new BlockException(
                            ErrorKind.CORRUPT,
                            "Bitmap '" + name() + "' is inconsistent and cannot be used")
                    .hint("Try block-dirty-bitmap-remove to delete this bitmap from disk");
        }
    }

    /** The failure of what needs it while someone keeps it. */
    default BlockException inUse() {
        return new BlockException(
                ErrorKind.BUSY,
                "Bitmap '"
                        + name()
                        + "' is currently in use by another operation and cannot be used");
    }

    /**
     * Checks that it is usable and can be changed.
     *
     * @throws BlockException if not
     */
    default void requireModifiable() throws BlockException {
        requireUsable();
        requireWritable();
    }

    /**
     * Checks that it can be removed: nobody keeps it and it can be changed.
     *
     * @throws BlockException if not
     */
    default void requireRemovable() throws BlockException {
        if (busy()) {
            throw inUse();
        }
        requireWritable();
    }

    private void requireWritable() throws BlockException {
        if (readOnly()) {
            throw new BlockException(
                    ErrorKind.READ_ONLY,
                    "Bitmap '" + name() + "' is readonly and cannot be modified");
        }
    }
}
