package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverScope;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.OpenContext;
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

/**
 * What a driver sees of the kernel while it opens one node, and the children that it opens there.
 */
final class NodeOpening implements OpenContext {
    private final OpenSession session;
    private final Graph graph;
    private final Node node;
    private final Reuse reuse;
    private final InstanceScope scope;
    private final Optional<HandOverState> handedOver;
    // these three only with the structure locked
    private final List<ChildHandle> handles = new ArrayList<>();
    private final List<Hold> attached = new ArrayList<>();
    private final Map<Hold, Set<ChildRole>> kept = new LinkedHashMap<>();
    private volatile boolean over;
    private volatile boolean tookOver;

    NodeOpening(
            OpenSession session,
            Node node,
            Reuse reuse,
            InstanceScope scope,
            Optional<HandOverState> handedOver) {
        this.session = session;
        this.graph = session.graph;
        this.node = node;
        this.reuse = reuse;
        this.scope = scope;
        this.handedOver = handedOver;
    }

    /** The handles given out. */
    List<ChildHandle> handles() {
        graph.structure.lock();
        try {
            return List.copyOf(handles);
        } finally {
            graph.structure.unlock();
        }
    }

    /**
     * Says that {@code open} has returned, or is not waited for any more: whoever is still in it
     * gets no child from here on.
     */
    void over() {
        graph.structure.lock();
        try {
            over = true;
        } finally {
            graph.structure.unlock();
        }
    }

    /** Whether the driver has looked at what was handed over. */
    boolean tookOver() {
        return tookOver;
    }

    /** After a failure: edges made meanwhile go, those of the instance before are as they were. */
    void undo() {
        for (var edge : attached) {
            session.release(edge);
        }
        kept.forEach(Hold::roles);
    }

    @Override
    public String nodeName() {
        return node.name();
    }

    @Override
    public boolean readOnly() {
        return node.readOnly();
    }

    @Override
    public boolean autoReadOnly() {
        return node.options().autoReadOnly();
    }

    @Override
    public void openedReadOnly() throws BlockException {
        if (!autoReadOnly() && !readOnly()) {
            throw new BlockException(ErrorKind.READ_ONLY, "Image is read-only");
        }
        node.openedReadOnly();
    }

    @Override
    public boolean metadataOnly() {
        return session.metadataOnly;
    }

    @Override
    public boolean inactive() {
        return !node.options().active();
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
        return node.options().forceShare();
    }

    @Override
    public Child child(String name, ChildRef reference, Set<ChildRole> roles) throws IOException {
        requireOpening();
        // no switch over types: its first use costs a tool's start two milliseconds
        if (reference instanceof ChildRef.Node named) {
            return attachNamed(name, named.name(), roles);
        }
        if (reference instanceof ChildRef.Inline inline) {
            var definition = Definitions.inherit(inline.definition(), node, roles);
            return attachOpened(name, definition, roles, () -> session.open(definition));
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "A block device must be specified for '" + name + "'");
    }

    @Override
    public Optional<Child> child(
            String name,
            Optional<ChildRef> declared,
            Optional<RecordedChild> recorded,
            Set<ChildRole> roles)
            throws IOException {
        requireOpening();
        if (declared.isPresent()) {
            return declared.get() instanceof ChildRef.None
                    ? Optional.empty()
                    : Optional.of(child(name, declared.get(), roles));
        }
        if (recorded.isEmpty() || !wanted(roles)) {
            return Optional.empty();
        }
        return Optional.of(attachImplicit(name, recorded.get(), roles));
    }

    private boolean wanted(Set<ChildRole> roles) {
        if (roles.contains(ChildRole.COW)) {
            return !session.metadataOnly && !session.noBacking;
        }
        return !session.metadataOnly || roles.contains(ChildRole.METADATA);
    }

    private Child attachImplicit(String name, RecordedChild recorded, Set<ChildRole> roles)
            throws IOException {
        var implicit = session.implicit(recorded, node.fileName(), roles);
        var options = Definitions.inherit(implicit.options(), node, roles);
        var key = new LinkedHashMap<>(options);
        implicit.fileName().ifPresent(file -> key.put("filename", file));
        return attachOpened(name, key, roles, () -> openImplicit(implicit, options, roles));
    }

    private Node openImplicit(
            OpenSession.ImplicitChild child, Map<String, Object> options, Set<ChildRole> roles)
            throws IOException {
        try {
            return session.openImplicit(child, options);
        } catch (IOException e) {
            throw roles.contains(ChildRole.COW)
                    ? BlockException.of(e).prefix("Could not open backing file: ")
                    : e;
        }
    }

    private interface Opener {
        Node open() throws IOException;
    }

    private Child attachNamed(String name, String nodeName, Set<ChildRole> roles)
            throws IOException {
        var target =
                graph.table
                        .find(nodeName)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Cannot find device='"
                                                        + nodeName
                                                        + "' nor node-name='"
                                                        + nodeName
                                                        + "'"));
        var kept = reuse.take(name);
        if (kept.isPresent()) {
            if (kept.get().target() == target) {
                return keep(kept.get(), roles);
            }
            reuse.refuse(kept.get());
        }
        return attach(name, target, roles);
    }

    private Child attachOpened(
            String name, Map<String, Object> definition, Set<ChildRole> roles, Opener opener)
            throws IOException {
        var kept = reuse.take(name);
        if (kept.isPresent()) {
            if (Definitions.same(kept.get(), definition)) {
                kept.get().openedAs(definition);
                return keep(kept.get(), roles);
            }
            session.release(kept.get());
        }
        var opened = reuse.takeOpened(name);
        var child = opened.isPresent() ? opened.get().node() : opener.open();
        try {
            var handle = attach(name, child, roles);
            handle.hold().openedAs(opened.map(Reuse.Opened::openedAs).orElse(definition));
            return handle;
        } catch (IllegalStateException late) {
            session.tooLate(child);
            throw late;
        }
    }

    /**
     * Takes over an edge of the instance before; roles that are new are settled when the node is
     * open.
     */
    private ChildHandle keep(Hold edge, Set<ChildRole> roles) throws BlockException {
        graph.structure.lock();
        try {
            requireOpening();
            degrade(edge.target(), roles);
            kept.put(edge, edge.roles());
            edge.roles(roles);
            edge.idle(false);
            return handle(edge);
        } finally {
            graph.structure.unlock();
        }
    }

    private ChildHandle attach(String name, Node target, Set<ChildRole> roles)
            throws BlockException {
        if (PermissionTransaction.parentsFirst(List.of(target)).contains(node)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Making '"
                            + target.name()
                            + "' a "
                            + name
                            + " child of '"
                            + node.name()
                            + "' would create a cycle");
        }
        requireOpen(target);
        requireOpenBelow(target);
        degrade(target, roles);
        var edge = Hold.edge(node, name, roles, target);
        graph.structure.lock();
        try {
            requireOpening();
            graph.attach(edge, Set.of(), Set.of());
            attached.add(edge);
            return handle(edge);
        } finally {
            graph.structure.unlock();
        }
    }

    /**
     * Checks that all below a node can be read, so that opening it does not wait for an absent
     * driver.
     */
    static void requireOpenBelow(Node top) throws BlockException {
        for (var node : PermissionTransaction.parentsFirst(List.of(top))) {
            if (node != top) {
                requireOpen(node);
            }
        }
    }

    private static void requireOpen(Node target) throws BlockException {
        if (!GraphKernel.open(target)) {
            throw new BlockException(
                    ErrorKind.BUSY,
                    "Node '"
                            + target.name()
                            + "' can't be used now: it is "
                            + target.state().name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** Under auto-read-only a node over a child that can't be written is itself only read. */
    private void degrade(Node target, Set<ChildRole> roles) {
        if (target.readOnly() && autoReadOnly() && !roles.contains(ChildRole.COW)) {
            node.openedReadOnly();
        }
    }

    private ChildHandle handle(Hold edge) {
        var handle = new ChildHandle(edge);
        handles.add(handle);
        return handle;
    }

    private void requireOpening() {
        if (over) {
            throw new IllegalStateException(
                    "children of node '" + node.name() + "' can be opened in open only");
        }
    }

    @Override
    public byte[] secret(String id) throws BlockException {
        return graph.parts.objects().secret(id);
    }

    @Override
    public <T> Optional<T> object(String id, Class<T> type) throws BlockException {
        return graph.parts.objects().use(id, type, scope);
    }

    @Override
    public void publish(String event, Map<String, Object> data) {
        graph.parts.events().publish(event, data);
    }

    @Override
    public Optional<HandOverState> handedOver() {
        if (over) {
            return Optional.empty(); // what it is of may be gone
        }
        tookOver = handedOver.isPresent();
        // whatever this driver does to it, the one before may have to open with it again
        return handedOver.map(HandOverState::copy);
    }

    @Override
    public DirtyBits dirtyBits(String nodeName, String bitmap) throws BlockException {
        var found = graph.table.require(nodeName).dirtyBitmaps().require(bitmap);
        found.requireUsable();
        return found.bits();
    }

    @Override
    public DriverScope scope() {
        return scope;
    }

    @Override
    public BufferPool buffers() {
        return graph.parts.buffers();
    }

    @Override
    public void corrupted(String message, OptionalLong offset, OptionalLong length, boolean fatal) {
        graph.corrupted(node, message, offset, length, fatal);
    }

    @Override
    public void lengthChanged() {
        node.lengthChanged();
    }

    @Override
    public System.Logger log() {
        return LazyLogger.of("org.blockyard.node." + node.name());
    }
}
