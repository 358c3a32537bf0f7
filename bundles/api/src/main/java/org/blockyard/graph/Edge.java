package org.blockyard.graph;

import java.util.Set;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Permission;

/**
 * A parent's hold on a child.
 *
 * @param parent the parent's node name
 * @param name the child's name in the parent, such as {@code backing}
 * @param child the child
 * @param roles what it is to the parent
 * @param wanted what the parent does with it
 * @param shared what the parent lets others do
 */
public record Edge(
        String parent,
        String name,
        BlockNode child,
        Set<ChildRole> roles,
        Set<Permission> wanted,
        Set<Permission> shared) {}
