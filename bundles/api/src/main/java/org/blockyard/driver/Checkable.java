package org.blockyard.driver;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that can check the consistency of its metadata and repair it. */
@ConsumerType
public interface Checkable {
    /** What to repair. */
    enum Repair {
        /** Nothing. */
        NONE,
        /** Space that nothing refers to. */
        LEAKS,
        /** Everything that can be. */
        ALL
    }

    /**
     * Checks, and repairs what is asked for, with no request in flight. Findings are counted, not
     * thrown.
     *
     * @param findings told each finding as a sentence, for people
     * @throws org.blockyard.io.BlockException if the check itself could not be done
     */
    CheckResult check(
            Repair repair, java.util.function.Consumer<String> findings, Progress progress)
            throws IOException;
}
