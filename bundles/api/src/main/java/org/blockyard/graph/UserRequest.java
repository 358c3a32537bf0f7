package org.blockyard.graph;

import java.util.Set;
import org.blockyard.driver.Permission;

/**
 * Who wants to use a node, and how.
 *
 * @param what {@code export}, {@code job} or {@code tool}
 * @param id its id, for messages
 * @param wanted what it will do
 * @param shared what it lets others do
 */
public record UserRequest(String what, String id, Set<Permission> wanted, Set<Permission> shared) {}
