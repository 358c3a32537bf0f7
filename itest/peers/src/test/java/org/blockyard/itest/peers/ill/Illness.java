package org.blockyard.itest.peers.ill;

/** What is wrong with an {@link IllDriver}. */
public enum Illness {
    /** It refuses to open. */
    REFUSES,
    /** It never comes back from opening. */
    HANGS_IN_OPEN,
    /** It says that the disk is longer by a sector. */
    OTHER_LENGTH,
    /** It can't read. */
    FAILS_TO_READ,
    /** It breaks the rules of Java in reading. */
    THROWS_IN_READ,
    /** It never comes back from reading. */
    HANGS_IN_READ,
    /** It reads other bytes. */
    OTHER_BYTES,
    /** It says that all is zeroes where there are data. */
    OTHER_MAPPING,
    /** It is well but never comes back from closing. */
    HANGS_IN_CLOSE,
    /** It is well but fails to close. */
    FAILS_TO_CLOSE,
    /**
     * It is well, but once it is closed a thread of its own writes to the image's header for ever.
     */
    WRITES_LATE
}
