package org.blockyard.kernel.internal.graph;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.blockyard.driver.Permission;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.node.NodeDefinition;
import org.blockyard.kernel.internal.node.NodeEvents;
import org.blockyard.kernel.internal.swap.SwapHistory;
import org.blockyard.platform.LazyLogger;
import org.blockyard.swap.DriverBundles;

/**
 * What all parts of the graph share: the nodes, two locks and the surroundings. {@link #changes} is
 * kept over a whole change, with all that a driver does meanwhile; {@link #structure} only while
 * holds and permissions are edited. The first is taken before the second.
 */
final class Graph implements NodeEvents {
    static final Logger LOG = LazyLogger.of("org.blockyard.kernel");

    final KernelParts parts;
    final NodeTable table = new NodeTable();
    final ReentrantLock changes = new ReentrantLock();
    final ReentrantLock structure = new ReentrantLock();
    final SwapHistory history = new SwapHistory();
    final PermissionCalls permissions;

    /** How long a driver may take to open a node that waited for it. */
    volatile Duration patience = Duration.ofSeconds(30);

    /** How long a driver may take to open a new node, whose image it may have to repair. */
    volatile Duration firstOpening = Duration.ofMinutes(2);

    volatile boolean closed;
    final List<UserHandle> users = new CopyOnWriteArrayList<>();

    /** What is done after each change that held requests. */
    final List<Runnable> witnesses = new CopyOnWriteArrayList<>();

    /** Who keeps bundles, and to which versions nodes are pinned. */
    volatile Supplier<List<DriverBundles>> bundles = List::of;

    Graph(KernelParts parts) {
        this.parts = parts;
        this.permissions = new PermissionCalls(parts.drivers().changes());
    }

    /**
     * How long the opening of a new node may take; without limit in a tool, which has no others.
     */
    Optional<Duration> timedOpening() {
        return parts.drivers().changes() ? Optional.of(firstOpening) : Optional.empty();
    }

    /** Does what others wanted to be done before requests go on. */
    void changed() {
        for (var witness : witnesses) {
            try {
                witness.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "what follows a change of the graph failed", e);
            }
        }
    }

    /** A new node; one whose name was pinned in an earlier run is pinned again. */
    Node node(String name, NodeDefinition definition) {
        var node = new Node(name, definition, this);
        if (!name.startsWith("#")) {
            for (var keeper : bundles.get()) {
                var version = keeper.pin(name, node.driver());
                if (version.isPresent()) {
                    node.pin(version);
                }
                keeper.version(name, node.driver())
                        .ifPresent(before -> node.versionBefore(Optional.of(before)));
            }
        }
        return node;
    }

    /** Has it kept that a node is pinned, or is so no longer; whether that changed anything. */
    boolean keepPin(String nodeName, String driver, Optional<String> version) {
        boolean changed = false;
        for (var keeper : bundles.get()) {
            changed |= keeper.pinned(nodeName, driver, version);
        }
        return changed;
    }

    /** Has it kept which nodes of a driver have which version, if they have not all the same. */
    void keepSplit(String driver) {
        Map<String, String> versions = new TreeMap<>();
        for (var node : table.all()) {
            if (node.driver().equals(driver) && node.named() && node.incarnation().isPresent()) {
                versions.put(node.name(), node.driverVersion());
                node.versionBefore(Optional.empty());
            }
        }
        boolean same = versions.values().stream().distinct().count() <= 1;
        bundles.get().forEach(keeper -> keeper.split(driver, same ? Map.of() : versions));
    }

    /**
     * Adds a hold to its target, and to its parent if it is an edge, with the permissions that
     * follow; or changes nothing.
     */
    void attach(Hold hold, Set<Permission> wanted, Set<Permission> shared) throws BlockException {
        structure.lock();
        try {
            requireUsable(hold.target());
            hold.target().holds().add(hold);
            hold.parent().ifPresent(parent -> parent.childHolds().add(hold));
            try {
                settle(hold, wanted, shared);
            } catch (Throwable t) {
                unlink(hold);
                throw t;
            }
        } finally {
            structure.unlock();
        }
    }

    private void settle(Hold hold, Set<Permission> wanted, Set<Permission> shared)
            throws BlockException {
        var start = hold.parent().orElse(hold.target());
        var transaction = new PermissionTransaction(permissions);
        if (hold.parent().isEmpty()) {
            transaction.propose(hold, wanted, shared);
        }
        transaction.run(List.of(start));
    }

    /** Changes a user's permissions, or nothing. */
    void permissions(Hold hold, Set<Permission> wanted, Set<Permission> shared)
            throws BlockException {
        structure.lock();
        try {
            settle(hold, wanted, shared);
        } finally {
            structure.unlock();
        }
    }

    /** Takes a hold away; permissions only loosen by that. */
    void detach(Hold hold) {
        structure.lock();
        try {
            unlink(hold);
            new PermissionTransaction(permissions).run(List.of(hold.target()));
        } catch (BlockException e) {
            LOG.log(Level.WARNING, "node '" + hold.target().name() + "': " + e.sentence());
        } finally {
            structure.unlock();
        }
    }

    private static void unlink(Hold hold) {
        hold.target().holds().remove(hold);
        hold.parent().ifPresent(parent -> parent.childHolds().remove(hold));
    }

    /** Settles the permissions of nodes and all below them again. */
    void refresh(Collection<Node> nodes) throws BlockException {
        structure.lock();
        try {
            new PermissionTransaction(permissions).run(nodes);
        } finally {
            structure.unlock();
        }
    }

    /**
     * The driver that a node gets when it is opened: the one that it is pinned to, that it had in
     * an earlier run beside nodes with another, or the newest.
     */
    Optional<DriverInfo> driverFor(Node node) {
        var drivers = parts.drivers();
        if (node.pin().isPresent()) {
            return drivers.find(node.driver(), node.pin().get());
        }
        return node.versionBefore()
                .flatMap(version -> drivers.find(node.driver(), version))
                .or(() -> drivers.preferred(node.driver()));
    }

    /** Says that a node can't have the version that it is pinned to. */
    static String missingPin(Node node) {
        return "driver '"
                + node.driver()
                + "' is not there in version "
                + node.pin().orElse("")
                + ", to which node '"
                + node.name()
                + "' is pinned";
    }

    private static void requireUsable(Node node) throws BlockException {
        if (node.state() == NodeState.CLOSED || node.removing()) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Failed to find node with node-name='" + node.name() + "'");
        }
        if (node.state() == NodeState.WAITING) {
            throw new BlockException(
                    ErrorKind.BUSY,
                    "Node '"
                            + node.name()
                            + "' is not open yet: "
                            + node.stateReason().orElse("it waits"));
        }
    }

    @Override
    public void stateChanged(Node node) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("node-name", node.name());
        data.put("state", node.state().name().toLowerCase(Locale.ROOT));
        node.stateReason().ifPresent(reason -> data.put("reason", reason));
        parts.events().publish("X_BLOCKYARD_NODE_STATE", data);
    }

    @Override
    public void thresholdExceeded(Node node, long amount, long threshold) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("node-name", node.name());
        data.put("amount-exceeded", amount);
        data.put("write-threshold", threshold);
        parts.events().publish("BLOCK_WRITE_THRESHOLD", data);
    }

    @Override
    public void lengthChanged(Node node) {
        var above = Drain.withParents(List.of(node));
        for (var user : users) {
            if (above.contains(user.target())) {
                user.lengthChanged();
            }
        }
    }

    @Override
    public void corrupted(
            Node node, String message, OptionalLong offset, OptionalLong length, boolean fatal) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("device", "");
        data.put("node-name", node.name());
        data.put("msg", message);
        offset.ifPresent(o -> data.put("offset", o));
        length.ifPresent(l -> data.put("size", l));
        data.put("fatal", fatal);
        LOG.log(Level.ERROR, "node '" + node.name() + "': " + message);
        if (fatal) {
            node.gate()
                    .refuse(
                            ErrorKind.CORRUPT,
                            "node '" + node.name() + "' is unusable: " + message);
            node.state(NodeState.FAILED, message);
        }
        parts.events().publish("BLOCK_IMAGE_CORRUPTED", data);
    }
}
