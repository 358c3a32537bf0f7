package org.blockyard.kernel.internal.graph;

import static org.blockyard.driver.Permission.CONSISTENT_READ;
import static org.blockyard.driver.Permission.RESIZE;
import static org.blockyard.driver.Permission.WRITE;
import static org.blockyard.driver.Permission.WRITE_UNCHANGED;

import java.util.EnumSet;
import java.util.Set;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Permission;

/**
 * What a parent does with a child and lets others do with it.
 *
 * @param wanted what it does
 * @param shared what it lets others do
 */
record ChildPermissions(Set<Permission> wanted, Set<Permission> shared) {
    /** All that can be shared. */
    static final Set<Permission> ALL = Set.of(Permission.values());

    /**
     * Derives them from what the parent's own holders do and share.
     *
     * @param roles what the child is to the parent
     * @param writes whether the parent may write at all
     * @param inactive whether the parent is inactive
     */
    static ChildPermissions derive(
            Set<ChildRole> roles,
            boolean writes,
            boolean inactive,
            Set<Permission> wanted,
            Set<Permission> shared) {
        var does = EnumSet.noneOf(Permission.class);
        var shares = EnumSet.noneOf(Permission.class);
        if (roles.contains(ChildRole.COW)) {
            backing(does, shares, wanted, shared);
        } else {
            does.addAll(wanted);
            shares.addAll(shared);
            if (roles.contains(ChildRole.METADATA)) {
                metadata(does, shares, writes);
            }
            if (roles.contains(ChildRole.DATA)) {
                data(does, shares);
            }
        }
        if (inactive) {
            does.retainAll(Set.of(CONSISTENT_READ));
            shares.addAll(Set.of(WRITE, RESIZE));
        }
        return new ChildPermissions(does, shares);
    }

    /**
     * A backing disk is only read; others may change it where the parent's own users can live with
     * that.
     */
    private static void backing(
            Set<Permission> does,
            Set<Permission> shares,
            Set<Permission> wanted,
            Set<Permission> shared) {
        if (wanted.contains(CONSISTENT_READ)) {
            does.add(CONSISTENT_READ);
        }
        shares.addAll(Set.of(CONSISTENT_READ, WRITE_UNCHANGED));
        if (shared.contains(WRITE)) {
            shares.addAll(Set.of(WRITE, RESIZE));
        }
    }

    /** Metadata are written even where no guest writes, and nobody else may. */
    private static void metadata(Set<Permission> does, Set<Permission> shares, boolean writes) {
        does.add(CONSISTENT_READ);
        if (writes) {
            does.addAll(Set.of(WRITE, RESIZE));
        }
        shares.removeAll(Set.of(WRITE, RESIZE));
    }

    /**
     * The place of data follows from the length, so nobody else may change it; writing may need to.
     */
    private static void data(Set<Permission> does, Set<Permission> shares) {
        shares.remove(RESIZE);
        if (does.contains(WRITE_UNCHANGED)) {
            does.add(WRITE);
        }
        if (does.contains(WRITE)) {
            does.add(RESIZE);
        }
    }
}
