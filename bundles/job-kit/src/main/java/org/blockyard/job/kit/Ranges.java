package org.blockyard.job.kit;

import java.io.IOException;
import java.util.Optional;

/** Tells what is to be copied, range after range. Called by one thread. */
@FunctionalInterface
public interface Ranges {
    /**
     * The next range, or nothing at the end. While the job is {@linkplain
     * org.blockyard.job.JobControl#pausing pausing} it may say nothing before the end; it is asked
     * again then, as it is after the end if failed ranges were copied meanwhile.
     */
    Optional<Range> next() throws IOException;
}
