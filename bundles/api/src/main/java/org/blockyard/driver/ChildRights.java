package org.blockyard.driver;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device that does other things with a child, or lets others do other things with it, than the
 * child's roles say.
 *
 * @since 1.1
 */
@ConsumerType
public interface ChildRights {
    /**
     * What it does with a child and lets others do. Asked with the graph locked, at each change of
     * permissions: it must not block, and the same question has the same answer.
     *
     * @param child the child's name, such as {@code file}
     * @param byRoles what follows from its roles and from what the device's own holders do
     * @param held whether the device's node has a holder
     */
    Rights childRights(String child, Rights byRoles, boolean held);

    /**
     * Permissions on a child.
     *
     * @param wanted what the parent does
     * @param shared what it lets others do
     * @since 1.1
     */
    record Rights(Set<Permission> wanted, Set<Permission> shared) {
        /** Copies of the sets. */
        public Rights {
            wanted = Set.copyOf(wanted);
            shared = Set.copyOf(shared);
        }
    }
}
