package org.blockyard.driver.tck;

/** What a driver does not do, so that the checks do not ask for it. */
public enum Trait {
    /**
     * It can't write. {@link DriverFixture#make} then has to make disks that read as {@link
     * TestDisk#content}.
     */
    READ_ONLY,
    /** What was written is gone when the disk is closed. */
    VOLATILE,
    /** It takes writes but keeps nothing: the disk always reads as zeroes. */
    KEEPS_NOTHING,
    /**
     * It can't be told what to hold at first, such as one that shows something else as a disk. A
     * disk that was just made is expected to read as it does when it is opened for the first time.
     */
    OWN_CONTENT
}
