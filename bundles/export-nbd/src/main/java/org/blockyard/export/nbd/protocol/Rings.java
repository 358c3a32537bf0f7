package org.blockyard.export.nbd.protocol;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.blockyard.posix.PosixException;
import org.blockyard.posix.ReadRing;
import org.jspecify.annotations.Nullable;

/** Makes rings, until the system has refused one. Thread-safe. */
final class Rings {
    private static final Logger LOG = System.getLogger(Rings.class.getName());

    private volatile boolean refused;

    /** Makes one for the calling thread; nothing if there are none here. */
    @Nullable ReadRing open(int most) {
        if (refused) {
            return null;
        }
        try {
            return ReadRing.of(most);
        } catch (PosixException e) {
            LOG.log(Level.DEBUG, () -> "no io_uring for NBD clients: " + e.words());
            refused = true;
            return null;
        }
    }

    /** Makes no more, since they can't be used. */
    void refuse() {
        refused = true;
    }
}
