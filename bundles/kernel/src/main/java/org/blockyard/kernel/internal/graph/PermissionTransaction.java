package org.blockyard.kernel.internal.graph;

import static org.blockyard.driver.Permission.CONSISTENT_READ;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.blockyard.driver.ChildRights;
import org.blockyard.driver.Permission;
import org.blockyard.driver.PermissionAware;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;

/**
 * One change of permissions: what holders propose is carried down through the graph, parents first,
 * checked on each node, prepared with each device that must know, and then taken over whole or not
 * at all. Used with the structure locked.
 */
final class PermissionTransaction {
    private final Map<Hold, ChildPermissions> next = new HashMap<>();
    private final List<PermissionAware> prepared = new ArrayList<>();
    private final PermissionCalls calls;

    PermissionTransaction(PermissionCalls calls) {
        this.calls = calls;
    }

    /** Proposes what a user does and shares. */
    PermissionTransaction propose(Hold hold, Set<Permission> wanted, Set<Permission> shared) {
        next.put(hold, new ChildPermissions(Set.copyOf(wanted), Set.copyOf(shared)));
        return this;
    }

    /** Carries the proposals through these nodes and all below; on failure nothing has changed. */
    void run(Collection<Node> starts) throws BlockException {
        try {
            for (var node : parentsFirst(starts)) {
                settle(node);
            }
        } catch (Throwable t) {
            prepared.reversed().forEach(calls::abort);
            throw t;
        }
        next.forEach(
                (hold, permissions) ->
                        hold.permissions(permissions.wanted(), permissions.shared()));
        prepared.forEach(calls::commit);
    }

    private void settle(Node node) throws BlockException {
        var wanted = EnumSet.noneOf(Permission.class);
        var shared = EnumSet.allOf(Permission.class);
        for (var hold : node.holds()) {
            if (!hold.idle()) {
                wanted.addAll(of(hold).wanted());
            }
        }
        checkNode(node, wanted);
        for (var hold : node.holds()) {
            wanted.addAll(of(hold).wanted());
            shared.retainAll(of(hold).shared());
        }
        checkConflicts(node);
        boolean inactive = !node.options().active();
        for (var edge : node.childHolds()) {
            if (edge.idle()) {
                continue;
            }
            var derived =
                    ChildPermissions.derive(
                            edge.roles(), !node.readOnly() && !inactive, inactive, wanted, shared);
            derived = asDevice(node, edge, derived);
            boolean open = edge.target().options().forceShare();
            next.put(
                    edge,
                    open ? new ChildPermissions(derived.wanted(), ChildPermissions.ALL) : derived);
        }
        if (node.incarnation().isPresent()
                && node.incarnation().get().device() instanceof PermissionAware device) {
            calls.prepare(
                    node,
                    device,
                    inactive ? Set.of() : Set.copyOf(wanted),
                    inactive ? ChildPermissions.ALL : Set.copyOf(shared));
            prepared.add(device);
        }
    }

    /** What the device itself says of its hold on a child, if it says anything. */
    private static ChildPermissions asDevice(Node node, Hold edge, ChildPermissions byRoles) {
        if (!node.options().active()
                || node.incarnation().isEmpty()
                || !(node.incarnation().get().device() instanceof ChildRights device)) {
            return byRoles;
        }
        var rights =
                device.childRights(
                        edge.as(),
                        new ChildRights.Rights(byRoles.wanted(), byRoles.shared()),
                        !node.holds().isEmpty());
        return new ChildPermissions(rights.wanted(), rights.shared());
    }

    private ChildPermissions of(Hold hold) {
        var proposed = next.get(hold);
        return proposed != null ? proposed : new ChildPermissions(hold.wanted(), hold.shared());
    }

    /** Whether these change the content or the length. */
    static boolean writes(Set<Permission> wanted) {
        return wanted.contains(Permission.WRITE) || wanted.contains(Permission.RESIZE);
    }

    /** Whether these write at all, be it what is there already. */
    static boolean changes(Set<Permission> wanted) {
        return writes(wanted) || wanted.contains(Permission.WRITE_UNCHANGED);
    }

    private static void checkNode(Node node, Set<Permission> wanted) throws BlockException {
        if (node.readOnly() && writes(wanted)) {
            throw new BlockException(
                            ErrorKind.READ_ONLY, "Block node is read-only: '" + node.name() + "'")
                    .inNode(node.name());
        }
        var writing = EnumSet.noneOf(Permission.class);
        writing.addAll(wanted);
        writing.remove(CONSISTENT_READ);
        if (!node.options().active() && !writing.isEmpty()) {
            throw new BlockException(
                            ErrorKind.READ_ONLY,
                            "Permission '" + words(writing) + "' unavailable on inactive node")
                    .inNode(node.name());
        }
    }

    private void checkConflicts(Node node) throws BlockException {
        var awake = node.holds().stream().filter(hold -> !hold.idle()).toList();
        for (var one : awake) {
            for (var other : awake) {
                var missing = EnumSet.noneOf(Permission.class);
                missing.addAll(of(one).wanted());
                missing.removeAll(of(other).shared());
                if (one != other && !missing.isEmpty()) {
                    throw conflict(node, one, other, missing);
                }
            }
        }
    }

    private static BlockException conflict(
            Node node, Hold user, Hold refuser, Set<Permission> missing) {
        return new BlockException(
                        ErrorKind.LOCKED,
                        "Permission conflict on node '"
                                + node.name()
                                + "': permissions '"
                                + words(missing)
                                + "' are both required by "
                                + user
                                + " and unshared by "
                                + refuser
                                + ".")
                .inNode(node.name());
    }

    /** Permissions as QEMU's messages name them. */
    private static String words(Set<Permission> permissions) {
        return permissions.stream()
                .map(permission -> permission.word().replace('-', ' '))
                .collect(Collectors.joining(", "));
    }

    /** Nodes and all below them that they use, parents before children. */
    static List<Node> parentsFirst(Collection<Node> starts) {
        Deque<Node> order = new ArrayDeque<>();
        var seen = new HashSet<Node>();
        for (var start : starts) {
            descend(start, seen, order);
        }
        return List.copyOf(order);
    }

    private static void descend(Node node, Set<Node> seen, Deque<Node> order) {
        if (!seen.add(node)) {
            return;
        }
        for (var edge : node.childHolds()) {
            if (!edge.idle()) {
                descend(edge.target(), seen, order);
            }
        }
        order.push(node);
    }
}
