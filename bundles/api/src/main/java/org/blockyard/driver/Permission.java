package org.blockyard.driver;

/** What a user of a node does, or lets others do, with it. */
public enum Permission {
    /** Reads, and relies on what it reads being a stable whole. */
    CONSISTENT_READ("consistent-read"),
    /** Writes. */
    WRITE("write"),
    /** Writes only what does not change the disk's content. */
    WRITE_UNCHANGED("write-unchanged"),
    /** Changes the length. */
    RESIZE("resize");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /** The name in messages and in QMP. */
    public String word() {
        return word;
    }
}
