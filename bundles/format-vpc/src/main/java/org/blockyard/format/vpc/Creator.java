package org.blockyard.format.vpc;

import java.util.Set;

/**
 * The programs that make images, by the four characters in footers. Some of them keep the disk's
 * length in the geometry and others in the footer's size, and nothing but their name tells which.
 */
final class Creator {
    /** What a disk is signed with whose length is that of its geometry. */
    static final String BY_GEOMETRY = "qemu";

    /** What a disk is signed with whose length is the footer's size. */
    static final String BY_SIZE = "qem2";

    private static final Set<String> BELIEVED_BY_SIZE =
            Set.of("win ", "d2v ", "tap\0", "CTXS", BY_SIZE, "wa\0\0");

    private Creator() {}

    /** Whether a program keeps the length in the footer's size. */
    static boolean countsBySize(String creator) {
        return BELIEVED_BY_SIZE.contains(creator);
    }
}
