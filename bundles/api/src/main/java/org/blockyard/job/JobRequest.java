package org.blockyard.job;

import java.util.Optional;

/**
 * A job to start.
 *
 * @param id its id; unique among jobs, of the form of a node name
 * @param type what it does, such as {@code create}
 * @param autoFinalize whether its result becomes final by itself
 * @param autoDismiss whether it is forgotten when concluded
 * @param block what it works on if it works on nodes: then it is a block job, of which QMP tells by
 *     the {@code BLOCK_JOB_} events, and which takes a speed
 */
public record JobRequest(
        String id,
        String type,
        boolean autoFinalize,
        boolean autoDismiss,
        Optional<BlockWork> block) {
    /** A job that does not work on nodes. */
    public JobRequest(String id, String type, boolean autoFinalize, boolean autoDismiss) {
        this(id, type, autoFinalize, autoDismiss, Optional.empty());
    }
}
