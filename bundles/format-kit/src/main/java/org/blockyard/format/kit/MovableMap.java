package org.blockyard.format.kit;

import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A map whose blocks can be moved in the file, so that a {@link Compaction} can make an image
 * smaller where it is. A format says what its file holds beside blocks, where blocks may lie, and
 * how the file is cut; all else is done for it.
 */
@ConsumerType
public interface MovableMap extends WritableMap {
    /** Is told what of a file is in use and stays where it is. */
    @FunctionalInterface
    interface InUse {
        /** Tells a range; they come in any order, and may overlap. */
        void range(long from, long to);
    }

    /**
     * Tells everything in the file that is no block's and in no {@link #leaves table that moves}:
     * what it does not tell may be written over. With no request in flight and nothing to be
     * flushed, as all that follow.
     */
    void fixed(InUse inUse) throws IOException;

    /** The lowest place for a block in free space that begins at an offset. */
    Place.Data placeBehind(long free);

    /** Bytes right before the data of each block that belong to it and move with it. */
    default int before() {
        return 0;
    }

    /**
     * What a block becomes that holds nothing but zeroes, if the format can say so over a backing:
     * for {@link #map} to be called with it. Without one it becomes {@link Place#ABSENT}.
     */
    default Optional<Place> emptied(long block, Place now) throws IOException {
        return zeroed(block, now, true);
    }

    /** Maps a block to a copy of what it is. */
    default void moved(long block, Place.Data copy) throws IOException {
        map(block, copy);
    }

    /**
     * Tables that move as blocks do, and go when nothing is left in them. The first level has their
     * offsets, as they are, which are multiples of the block size.
     */
    default Optional<TwoLevelTable> leaves() {
        return Optional.empty();
    }

    /**
     * Ends the file where nothing follows that is in use, and gives out space only from there on,
     * whatever is free before. All tables are on stable storage as they are in memory.
     */
    void cut(long end) throws IOException;
}
