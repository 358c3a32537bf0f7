package org.blockyard.protocol.vvfat;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an entry of the volume is to be on the host.
 *
 * @param entry as the guest has made it
 * @param host where it is to be
 * @param origin what has to be done for that
 */
record Target(DiskEntry entry, Path host, Origin origin) {
    /** Where the file or folder comes from. */
    sealed interface Origin {
        /** It is there already. */
        record Kept(Volume.Placed as) implements Origin {}

        /** It is there, elsewhere. */
        record Moved(Volume.Placed from) implements Origin {}

        /** Its content has to be written, and takes the place of that of another file perhaps. */
        record Written(Optional<Volume.Placed> over) implements Origin {}

        /** The folder has to be made. */
        record Made() implements Origin {}
    }

    boolean isMoved() {
        return origin instanceof Origin.Moved;
    }

    boolean isWritten() {
        return origin instanceof Origin.Written;
    }

    boolean isMade() {
        return origin instanceof Origin.Made;
    }

    /** The file that is moved. */
    Path source() {
        return origin instanceof Origin.Moved(var from) ? from.host() : host;
    }
}
