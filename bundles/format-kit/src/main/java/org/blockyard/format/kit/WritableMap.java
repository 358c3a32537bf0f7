package org.blockyard.format.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A block map that can be changed. What changes does so in memory and reaches the file when the
 * disk is flushed, after the data that it names: so a format only says what its tables are to hold.
 *
 * <p>All methods here but {@link Staged}'s are called under one lock of the disk, never two at a
 * time, and none of them waits for anything, unless they say otherwise.
 */
@ConsumerType
public interface WritableMap extends BlockMap {
    /**
     * Gives a block space that nobody else has. In memory only. The block's table is in memory, if
     * it did not leave since. For a block that keeps space this is that space.
     *
     * @param now what the block is
     * @throws BlockException of kind {@code NO_SPACE} if the format can't grow further
     */
    NewPlace allocate(long block, Place now) throws IOException;

    /**
     * Takes space back for which nothing was mapped after all.
     *
     * @param written whether something may have been written there
     */
    default void abandon(long block, NewPlace place, boolean written) {}

    /**
     * Says in memory what a block is from now on; its data are in the file by then. May read the
     * block's table if that has left memory.
     */
    void map(long block, Place place) throws IOException;

    /**
     * What says that a whole block reads as zeroes, if the format can: for {@link #map} to be
     * called with it.
     *
     * @param unmap whether the space may be given back
     */
    default Optional<Place> zeroed(long block, Place now, boolean unmap) throws IOException {
        return Optional.empty();
    }

    /**
     * What a block becomes that is not needed any more, if the format can tell: for {@link #map} to
     * be called with it. Must not let old data of the backing show.
     */
    default Optional<Place> discarded(long block, Place now) throws IOException {
        return Optional.empty();
    }

    /**
     * Takes back the space of a block that was mapped elsewhere or to nothing. Called when that is
     * on stable storage and nobody reads or writes there any more. Until then, and if the process
     * ends before, the space is lost to the image, which does no harm. May wait.
     */
    default void reclaim(Place.Data place) throws IOException {}

    /**
     * Packs a whole block: gives what is to be stored for it, headers and padding included; empty
     * if it must be stored as it is. Called without the lock, by many threads at once.
     *
     * @param bytes the block's, or those up to the disk's end
     */
    default Optional<ByteBuffer> pack(long block, ByteBuffer bytes) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this format does not compress");
    }

    /**
     * Gives the result of {@link #pack} space that nobody else has. In memory only.
     *
     * @param now what the block is
     * @param size bytes to be stored
     */
    default PackedSpace allocatePacked(long block, Place now, int size) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this format does not compress");
    }

    /**
     * Whether a block becomes a {@linkplain Place.Partial partial} one when some of its sectors are
     * written for the first time, so that nothing of the backing is copied for that. {@link #map}
     * is called then with the space it was given, of which no sector is there.
     *
     * @param now what the block is
     */
    default boolean startsPartial(Place now) {
        return false;
    }

    /**
     * Marks sectors of a {@linkplain Place.Partial partial} block as there; their data are in the
     * file by then.
     */
    default void present(long block, int firstSector, int count) throws IOException {
        throw new BlockException(ErrorKind.UNSUPPORTED, "this format has no partial blocks");
    }

    /** Whether {@link #prepare} need not be called now. */
    default boolean prepared() {
        return true;
    }

    /**
     * Does what must be on stable storage before anything in the file changes, such as setting a
     * mark that it is open. May wait.
     */
    default void prepare() throws IOException {}

    /** Whether so much has changed in memory that it has to be flushed before more does. */
    default boolean full() {
        return false;
    }

    /**
     * What has changed in memory since this was last called, as it is now: later changes must not
     * be in it, for their data may not be there yet.
     */
    Staged stage() throws IOException;

    /**
     * Called once when the disk is closed for good, after the last flush: such a mark is taken
     * away.
     */
    default void close() throws IOException {}
}
