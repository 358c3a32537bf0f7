package org.blockyard.kernel.internal.path;

import java.nio.ByteBuffer;

/**
 * Judges what a guest writes to the first sector of an image whose format was guessed to be plain
 * bytes: if it looked like another format afterwards, the next opening would believe the guest and
 * open files that it names.
 */
@FunctionalInterface
public interface FirstSectorGuard {
    /** How many bytes are watched. */
    int SECTOR = 512;

    /** Whether a first sector may become this. */
    boolean allows(ByteBuffer sector);
}
