package org.blockyard.job.mirror;

import java.io.IOException;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.FrozenBitmap;
import org.jspecify.annotations.Nullable;

/**
 * The dirty bitmap of the source in which a mirror leaves what the target lacks, so that another
 * mirror can begin with it. One that is persistent and whose daemon was killed is inconsistent, and
 * no mirror begins with it.
 */
final class Remainder {
    private final DirtyBitmap bitmap;
    private final String user;
    private @Nullable FrozenBitmap frozen;

    /**
     * A bitmap that is not used yet.
     *
     * @param user who uses it, for people
     */
    Remainder(DirtyBitmap bitmap, String user) {
        this.bitmap = bitmap;
        this.user = user;
    }

    /** Marks what is dirty in it, with the source at rest, and keeps it for the mirror alone. */
    void begin(DirtyBits marks) throws IOException {
        var now = bitmap.freeze(user);
        frozen = now;
        marks.add(now.bits());
    }

    /** Leaves what the target lacks, with the source at rest. */
    void end(DirtyBits lacking) {
        var before = frozen;
        if (before != null) {
            frozen = null;
            before.settle();
            bitmap.bits().clear();
            bitmap.bits().add(lacking);
        }
    }

    /** Leaves what the target lacks, and whatever was written since the mirror began. */
    void endInMotion(DirtyBits lacking) {
        var before = frozen;
        if (before != null) {
            frozen = null;
            before.bits().clear();
            before.bits().add(lacking);
            before.close();
        }
    }
}
