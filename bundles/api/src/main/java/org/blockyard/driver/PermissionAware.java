package org.blockyard.driver;

import java.util.Set;
import org.blockyard.io.BlockException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that must know what its users do and let others do, to lock its file. Changes come as
 * transactions: prepare all, then commit or abort each.
 */
@ConsumerType
public interface PermissionAware {
    /**
     * Takes what the new state needs, keeping what the old one has.
     *
     * @param wanted what the node's users do
     * @param shared what they let others do
     * @throws BlockException of kind {@code LOCKED} if another user is in the way; nothing has
     *     changed then
     */
    void preparePermissions(Set<Permission> wanted, Set<Permission> shared) throws BlockException;

    /** Gives up what only the old state needed. */
    void commitPermissions();

    /** Goes back to the old state. */
    void abortPermissions();
}
