package org.blockyard.graph;

import java.util.Set;
import org.blockyard.driver.Permission;

/**
 * Who holds a node: a parent node, an export, a job, a tool.
 *
 * @param what {@code node}, {@code export}, {@code job} or {@code tool}
 * @param name the parent's node name or the user's id
 * @param as the child's name in the parent, or {@code root}
 * @param wanted what it does
 * @param shared what it lets others do
 */
public record Holder(
        String what, String name, String as, Set<Permission> wanted, Set<Permission> shared) {}
