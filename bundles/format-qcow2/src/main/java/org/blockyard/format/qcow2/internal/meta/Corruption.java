package org.blockyard.format.qcow2.internal.meta;

import java.util.OptionalLong;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Where contradictions are reported that turn up while an image is used. */
@FunctionalInterface
public interface Corruption {
    /**
     * Tells operators, and marks the image if it may be written. Called at any time, by any thread,
     * with any lock held.
     */
    void report(String message, OptionalLong offset, OptionalLong length);

    /** Reports, and gives the failure to throw. */
    default BlockException at(String message, long offset) {
        report(message, OptionalLong.of(offset), OptionalLong.empty());
        return new BlockException(ErrorKind.CORRUPT, message).at(offset);
    }
}
