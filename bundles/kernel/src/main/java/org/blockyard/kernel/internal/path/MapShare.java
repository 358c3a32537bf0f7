package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.io.DataChannel;
import org.blockyard.io.MappedRead;

/** How much of a range is wanted as mapped memory. */
enum MapShare {
    /** All of it. */
    WHOLE {
        @Override
        Optional<MappedRead> map(DataChannel channel, long offset, int length) throws IOException {
            return channel.tryMap(offset, length);
        }
    },
    /** What lies in one piece from its beginning on. */
    SOME {
        @Override
        Optional<MappedRead> map(DataChannel channel, long offset, int length) throws IOException {
            return channel.tryMapSome(offset, length);
        }
    };

    /** Asks a channel for it. */
    abstract Optional<MappedRead> map(DataChannel channel, long offset, int length)
            throws IOException;
}
