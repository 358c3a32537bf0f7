package org.blockyard.graph;

import java.io.IOException;

/** Takes what is told of a range, run after run. */
@FunctionalInterface
public interface ChainTaker {
    /**
     * Takes a run.
     *
     * @param offset where it begins
     * @return whether more is wanted
     */
    boolean take(long offset, ChainExtent run) throws IOException;
}
