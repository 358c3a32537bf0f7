package org.blockyard.format.parallels;

import org.blockyard.driver.Preallocation;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of Parallels images.
 *
 * @param file where the image is
 * @param preallocMode how the file grows ahead of what is written
 * @param preallocSize by how much
 */
public record ParallelsOptions(
        @Option("the node that holds the image") ChildRef file,
        @Option(
                        value =
                                "how the file grows ahead: falloc reserves space, truncate does not",
                        byDefault = "falloc")
                PreallocMode preallocMode,
        @Option(value = "bytes that the file grows ahead", size = true, min = 0, byDefault = "128M")
                long preallocSize) {
    /** How a file grows ahead. */
    public enum PreallocMode {
        /** With space for what will be written. */
        FALLOC(Preallocation.FALLOC),
        /** In length only. */
        TRUNCATE(Preallocation.OFF);

        private final Preallocation how;

        PreallocMode(Preallocation how) {
            this.how = how;
        }

        /** What the file is asked for. */
        Preallocation how() {
            return how;
        }
    }
}
