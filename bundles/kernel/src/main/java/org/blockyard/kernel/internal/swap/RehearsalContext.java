package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverScope;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Permission;
import org.blockyard.driver.RecordedChild;
import org.blockyard.graph.NodeOptions.Discard;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.InstanceScope;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.option.ChildRef;
import org.blockyard.platform.LazyLogger;
import org.jspecify.annotations.Nullable;

/**
 * What a driver sees while it rehearses on a node: the node's children as they are open now, for
 * reading, through handles that are no edges of the graph. With a copy it may write, in memory.
 */
final class RehearsalContext implements OpenContext, AutoCloseable {
    private static final Duration TASKS_END = Duration.ofMillis(500);

    private final Node node;
    private final RehearsalParts parts;
    private final boolean writes;
    private final List<ChildHandle> handles = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private volatile boolean revoked;
    private volatile @Nullable InstanceScope scope;
    private volatile Optional<HandOverState> handedOver = Optional.empty();

    RehearsalContext(Node node, RehearsalParts parts, boolean writes) {
        this.node = node;
        this.parts = parts;
        this.writes = writes;
    }

    /** Makes ready for an opening, which is shown that state. */
    void begin(Optional<HandOverState> state) throws BlockException {
        requireWanted();
        handedOver = state;
        complaints.clear();
        scope = new InstanceScope(node.name() + "/rehearsal");
    }

    /** Ends what an opening left. */
    void end() {
        var opened = scope;
        if (opened != null) {
            opened.end(TASKS_END);
        }
        handles.forEach(ChildHandle::revoke);
        handles.clear();
    }

    /** Makes all that the driver still does fail. */
    void revoke() {
        revoked = true;
        handles.forEach(ChildHandle::revoke);
    }

    private void requireWanted() throws BlockException {
        if (revoked) {
            throw new BlockException(ErrorKind.GONE, "the rehearsal is over");
        }
    }

    /** What the driver found wrong with the image. */
    Optional<String> complaint() {
        return complaints.stream().findFirst();
    }

    @Override
    public String nodeName() {
        return node.name();
    }

    @Override
    public boolean readOnly() {
        return !writes;
    }

    @Override
    public boolean autoReadOnly() {
        return node.options().autoReadOnly();
    }

    @Override
    public void openedReadOnly() {}

    @Override
    public boolean metadataOnly() {
        return false;
    }

    @Override
    public boolean inactive() {
        return !writes;
    }

    @Override
    public boolean cacheDirect() {
        return node.options().cacheDirect();
    }

    @Override
    public boolean noFlush() {
        return node.options().cacheNoFlush();
    }

    @Override
    public boolean discard() {
        return node.options().discard() == Discard.UNMAP;
    }

    @Override
    public boolean forceShare() {
        return true;
    }

    @Override
    public Child child(String name, ChildRef reference, Set<ChildRole> roles) throws IOException {
        return open(name, roles)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.UNSUPPORTED,
                                        "it wants a child '"
                                                + name
                                                + "' that node '"
                                                + node.name()
                                                + "' does not have"));
    }

    @Override
    public Optional<Child> child(
            String name,
            Optional<ChildRef> declared,
            Optional<RecordedChild> recorded,
            Set<ChildRole> roles)
            throws IOException {
        if (declared.isPresent() && declared.get() instanceof ChildRef.None) {
            return Optional.empty();
        }
        return declared.isPresent() || recorded.isPresent() ? open(name, roles) : Optional.empty();
    }

    private Optional<Child> open(String name, Set<ChildRole> roles) throws BlockException {
        requireWanted();
        for (var edge : node.childHolds()) {
            if (edge.as().equals(name)) {
                var hold = Hold.edge(node, name, roles, edge.target());
                hold.permissions(Set.of(Permission.CONSISTENT_READ), Set.of(Permission.values()));
                var handle = new ChildHandle(hold);
                handles.add(handle);
                if (revoked) {
                    handle.revoke();
                }
                boolean copied = writes && !roles.contains(ChildRole.COW);
                return Optional.of(copied ? new ScratchChild(handle) : handle);
            }
        }
        return Optional.empty();
    }

    @Override
    public byte[] secret(String id) throws BlockException {
        return parts.objects().secret(id);
    }

    @Override
    public <T> Optional<T> object(String id, Class<T> type) throws BlockException {
        return parts.objects().use(id, type, scope());
    }

    @Override
    public Optional<HandOverState> handedOver() {
        return handedOver.map(HandOverState::copy);
    }

    @Override
    public DriverScope scope() {
        var opened = scope;
        if (opened == null) {
            throw new IllegalStateException("no rehearsal has begun");
        }
        return opened;
    }

    @Override
    public BufferPool buffers() {
        return parts.buffers();
    }

    @Override
    public void corrupted(String message, OptionalLong offset, OptionalLong length, boolean fatal) {
        complaints.add("it finds the image corrupt: " + message);
    }

    @Override
    public void lengthChanged() {}

    @Override
    public System.Logger log() {
        return LazyLogger.of("org.blockyard.node." + node.name());
    }

    /** Ends all that is left of it. */
    @Override
    public void close() {
        revoke();
        var opened = scope;
        if (opened != null) {
            opened.end(TASKS_END);
        }
    }
}
