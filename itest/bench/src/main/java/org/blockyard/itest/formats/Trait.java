package org.blockyard.itest.formats;

/** What is true of all images of a format. */
public enum Trait {
    /** Images are made and written, not only read. */
    WRITABLE,
    /** An image can stand over another of any format. */
    BACKING,
    /** An image can stand over another of its own format only. */
    OWN_BACKING,
    /** The peer's {@code check} knows the format. */
    CHECKED,
    /** The peer's {@code check} mends leaks. */
    REPAIRED,
    /**
     * An image says of itself that it is in use. After a kill it must have been opened for writing,
     * which mends it, before the peer's {@code check} is asked.
     */
    MARKED,
    /** What was never written reads as noise. */
    NOISE
}
