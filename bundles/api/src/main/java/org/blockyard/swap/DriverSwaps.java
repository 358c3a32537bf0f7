package org.blockyard.swap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Switches nodes from one version of their driver to another while they are in use: rehearse, gate,
 * drain, hand over, open, validate, commit, release. A failure before the commit leaves the node
 * with the driver that it had, and nothing is lost. Thread-safe; one swap runs at a time.
 */
@ProviderType
public interface DriverSwaps {
    /** The versions present, by driver name, the newest first, with the nodes that use them. */
    List<DriverVersion> list();

    /**
     * Switches nodes. That one node can't be switched does not undo those before it, but ends the
     * run: the report tells of each.
     *
     * @throws org.blockyard.io.BlockException if the request can't be begun: no such driver,
     *     version or node, or a version that the node can't use
     */
    SwapReport swap(SwapRequest request) throws IOException;

    /**
     * Fixes a node to a version of its driver; without a version, ends that. A pinned node is
     * switched only by a request that names it, and after an absence it waits for that version.
     */
    void pin(String nodeName, Optional<String> version) throws IOException;

    /**
     * Switches nodes back to the version that they had before their last swap, which is brought
     * back if it was retired.
     *
     * @param driver the driver's name
     * @param nodes the nodes, or none for all that were switched
     */
    SwapReport rollback(String driver, List<String> nodes) throws IOException;

    /**
     * Runs something while no swap is under way: one that begins meanwhile waits for its end. So a
     * version that is found unused can be removed before a swap takes a node to it.
     *
     * @return whether it was run; false at once if a swap is under way
     */
    boolean betweenSwaps(Runnable work);
}
