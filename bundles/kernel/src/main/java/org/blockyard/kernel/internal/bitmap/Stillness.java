package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;

/** Does something to a node while no write is in flight on it and its length stays. */
@FunctionalInterface
public interface Stillness {
    /**
     * Does it.
     *
     * @param what it, for people
     * @throws IOException if it failed, or the node does not become still
     */
    void during(String what, Step step) throws IOException;

    /** What is done. */
    @FunctionalInterface
    interface Step {
        /** Does it. */
        void run() throws IOException;
    }
}
