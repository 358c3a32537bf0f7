package org.blockyard.export.nbd.protocol;

import java.io.IOException;

/** What is done for a request on another thread than the lane's. */
interface Work {
    /**
     * Does it and returns the last part of the reply.
     *
     * @param memory how much memory it may use
     */
    Answer run(int memory) throws IOException;

    /** Called instead if it can't be done. Never fails. */
    default void forget() {}
}
