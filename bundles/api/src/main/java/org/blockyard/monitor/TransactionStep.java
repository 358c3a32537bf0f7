package org.blockyard.monitor;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One action of one transaction. All calls come on one thread, with {@link #nodes} drained and no
 * other change of the graph under way:
 *
 * <pre>
 *   prepare of each step, in order
 *      |                       \
 *      | all well               \ one failed
 *      v                         v
 *   commit of each, in order    abort of each that was prepared, in reverse
 *      |                         |
 *      +-----------+-------------+
 *                  v
 *   clean of each that was prepared, in reverse
 * </pre>
 *
 * @since 1.1
 */
@ConsumerType
public interface TransactionStep {
    /**
     * The nodes that are to be at rest from before the first step is prepared until all are
     * cleaned, so that all steps see one moment. A node that is not there is left out: {@link
     * #prepare} says so.
     */
    default Collection<String> nodes() {
        return List.of();
    }

    /**
     * Does all that may fail, in a way that can be undone. What an earlier step prepared is seen.
     * If it throws, it has changed nothing, and it alone is neither aborted nor cleaned.
     */
    void prepare() throws IOException;

    /** Makes final what was prepared; must not fail. */
    default void commit() {}

    /** Undoes what was prepared; must not fail. */
    default void abort() {}

    /** Lets go what was held for {@link #commit} and {@link #abort}; must not fail. */
    default void clean() {}
}
