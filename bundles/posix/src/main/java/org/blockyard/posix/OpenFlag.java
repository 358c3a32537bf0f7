package org.blockyard.posix;

/** How a file is opened; reading is always possible. */
public enum OpenFlag {
    /** For writing too. */
    WRITE,
    /** Made if it is missing. */
    CREATE,
    /** With {@link #CREATE}: it must be missing. */
    EXCLUSIVE,
    /**
     * With {@link #CREATE}: readable and writable for its owner alone; else also readable for
     * others, as the umask allows.
     */
    OWNER_ONLY,
    /** Past the page cache; requests must be aligned. */
    DIRECT
}
