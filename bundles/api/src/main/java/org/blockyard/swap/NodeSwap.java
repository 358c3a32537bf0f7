package org.blockyard.swap;

import java.time.Duration;

/**
 * What became of one node in a swap.
 *
 * @param node its name
 * @param from the version that it had
 * @param to the version that it was to have
 * @param outcome what happened
 * @param reason why, as a sentence; empty if it was switched
 * @param pause how long requests were held
 * @param queued the most requests that waited at once meanwhile
 * @param handedOver whether the new instance took the state of the old one
 */
public record NodeSwap(
        String node,
        String from,
        String to,
        Outcome outcome,
        String reason,
        Duration pause,
        int queued,
        boolean handedOver) {
    /** What can become of a node. */
    public enum Outcome {
        /** It has the new version. */
        SWITCHED,
        /** It had that version already. */
        UNCHANGED,
        /** It is pinned to another version. */
        PINNED,
        /** The new driver failed; it has the old one, as before. */
        REFUSED,
        /** An earlier node failed, so it was left alone. */
        NOT_REACHED
    }
}
