package org.blockyard.driver;

/**
 * How blocks are copied before they are overwritten.
 *
 * @param topOnly whether blocks that the disk's top layer does not hold are left out
 * @param compressed whether the target is to store them compressed
 * @param bySystem whether the operating system may copy them
 * @param discardSource whether blocks that were copied on request are discarded in the source
 * @since 1.1
 */
public record CopyRules(
        boolean topOnly, boolean compressed, boolean bySystem, boolean discardSource) {
    /** All blocks, as they are. */
    public static final CopyRules PLAIN = new CopyRules(false, false, false, false);
}
