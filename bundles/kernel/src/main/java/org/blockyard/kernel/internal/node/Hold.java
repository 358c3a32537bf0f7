package org.blockyard.kernel.internal.node;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Permission;
import org.blockyard.graph.Holder;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's hold on a node: a parent's edge or a user's. Permissions and target change only inside
 * a graph change.
 */
public final class Hold {
    private final String what;
    private final String holder;
    private final String as;
    private final Optional<Node> parent;
    private volatile Set<ChildRole> roles;
    private volatile Node target;
    private volatile Set<Permission> wanted = Set.of();
    private volatile Set<Permission> shared = Set.of(Permission.values());
    private volatile @Nullable Map<String, Object> openedAs;
    private volatile boolean idle;

    private Hold(
            String what,
            String holder,
            String as,
            Optional<Node> parent,
            Set<ChildRole> roles,
            Node target) {
        this.what = what;
        this.holder = holder;
        this.as = as;
        this.parent = parent;
        this.roles = Set.copyOf(roles);
        this.target = target;
    }

    /** A parent's edge to a child. */
    public static Hold edge(Node parent, String name, Set<ChildRole> roles, Node child) {
        return new Hold("node", parent.name(), name, Optional.of(parent), roles, child);
    }

    /** A user's hold. */
    public static Hold user(String what, String id, Node target) {
        return new Hold(what, id, "root", Optional.empty(), Set.of(), target);
    }

    /**
     * Whether it stays with its node when that is replaced by another: a job works on the nodes
     * that it was given.
     */
    public boolean stays() {
        return parent.isEmpty() && what.equals("job");
    }

    /**
     * Checks that it may lead elsewhere or end.
     *
     * @throws BlockException if a job that works on a chain of nodes holds both of its ends
     */
    public void requireMovable() throws BlockException {
        if (parent.isPresent() && parent.get().holds().stream().anyMatch(this::sharedByJob)) {
            throw new BlockException(
                            ErrorKind.BUSY,
                            "Cannot change frozen '"
                                    + as
                                    + "' link from '"
                                    + holder
                                    + "' to '"
                                    + target.name()
                                    + "'")
                    .inNode(holder);
        }
    }

    private boolean sharedByJob(Hold above) {
        return above.stays()
                && target.holds().stream()
                        .anyMatch(below -> below.stays() && below.holder.equals(above.holder));
    }

    /** The kind of holder. */
    public String what() {
        return what;
    }

    /** The child's name in the parent, or {@code root}. */
    public String as() {
        return as;
    }

    /** The parent, if it is an edge. */
    public Optional<Node> parent() {
        return parent;
    }

    /** What the child is to the parent. */
    public Set<ChildRole> roles() {
        return roles;
    }

    /** Gives the child other roles. */
    public void roles(Set<ChildRole> next) {
        roles = Set.copyOf(next);
    }

    /** The node held. */
    public Node target() {
        return target;
    }

    /** Holds another node from now on. */
    public void target(Node next) {
        target = next;
    }

    /** What the holder does. */
    public Set<Permission> wanted() {
        return wanted;
    }

    /** What the holder lets others do. */
    public Set<Permission> shared() {
        return shared;
    }

    /** Other permissions from now on. */
    public void permissions(Set<Permission> nextWanted, Set<Permission> nextShared) {
        wanted = Set.copyOf(nextWanted);
        shared = Set.copyOf(nextShared);
    }

    /**
     * The definition from which the child was opened with its parent; empty if it was attached by
     * its name.
     */
    public Optional<Map<String, Object>> openedAs() {
        return Optional.ofNullable(openedAs);
    }

    /** Remembers from which definition the child was opened. */
    public void openedAs(Map<String, Object> definition) {
        openedAs = definition;
    }

    /**
     * Whether its parent is between two driver instances, of which the next may want it or not: it
     * keeps its permissions at the device, and is in nobody's way.
     */
    public boolean idle() {
        return idle;
    }

    /** Says whether its parent is between two driver instances. */
    public void idle(boolean is) {
        idle = is;
    }

    /** This hold as others see it. */
    public Holder view() {
        return new Holder(what, holder, as, wanted, shared);
    }

    @Override
    public String toString() {
        return what + " '" + holder + "' (uses node '" + target.name() + "' as '" + as + "' child)";
    }
}
