package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.DrainedSection;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.OpenRequest;
import org.blockyard.graph.Patience;
import org.blockyard.graph.PreparedChange;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.kernel.internal.driver.DriverObjects;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.monitor.Events;
import org.blockyard.option.ReadMode;
import org.blockyard.swap.DriverBundles;
import org.blockyard.swap.DriverSwaps;

/** The graph of one platform. */
public final class GraphKernel implements BlockGraph, AutoCloseable {
    private final Graph graph;
    private final Absences absences;
    private final ImageCreation creation;
    private final AutoCloseable listening;

    /** An empty graph over the drivers of a catalog. */
    public GraphKernel(
            DriverCatalog drivers,
            Events events,
            DriverObjects objects,
            BufferPool buffers,
            NodePublisher publisher) {
        this.graph = new Graph(new KernelParts(drivers, events, objects, buffers, publisher));
        this.absences = new Absences(graph);
        this.creation = new ImageCreation(graph);
        this.listening = drivers.listen(absences);
    }

    @Override
    public BlockNode add(Map<String, Object> definition) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            var node = new ChangeTransaction(graph).add(definition, graph.timedOpening());
            absences.retryWaiting();
            return node;
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public BlockNode declare(Map<String, Object> definition, Patience patience) throws IOException {
        if (patience == Patience.STRICT) {
            return add(definition);
        }
        graph.changes.lock();
        try {
            requireOpen();
            var node = absences.declare(definition);
            absences.retryWaiting();
            return node;
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public BlockNode open(OpenRequest request) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            var mode = ReadMode.TEXT;
            var session = new OpenSession(graph, mode, request.metadataOnly(), request.noBacking());
            try {
                var node = session.openImage(request.fileName(), request.options());
                node.monitorOwned(true);
                return node;
            } catch (Throwable t) {
                session.abort();
                throw t;
            }
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public void remove(String nodeName) throws IOException {
        apply(List.of(new GraphChange.Remove(nodeName)));
    }

    @Override
    public void apply(List<GraphChange> changes) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            new ChangeTransaction(graph).run(changes);
            absences.settle();
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public <R> R exclusively(Work<R> work) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            return work.run();
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public PreparedChange prepare(List<GraphChange> changes) throws IOException {
        if (!graph.changes.isHeldByCurrentThread()) {
            throw new IllegalStateException("changes are prepared with the graph to oneself");
        }
        requireOpen();
        var transaction = new ChangeTransaction(graph);
        transaction.prepare(changes);
        return new PreparedChange() {
            @Override
            public void commit() {
                transaction.commit();
                absences.settle();
            }

            @Override
            public void abort() {
                transaction.abort();
                absences.settle();
            }
        };
    }

    @Override
    public BlockNode insert(String nodeName, Map<String, Object> definition) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            return new ChangeTransaction(graph).runInsert(nodeName, definition);
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public AutoCloseable onChange(Runnable deed) {
        graph.witnesses.add(deed);
        return () -> graph.witnesses.remove(deed);
    }

    @Override
    public Optional<BlockNode> find(String nodeName) {
        return graph.table.find(nodeName).map(node -> node);
    }

    @Override
    public BlockNode require(String nodeName) throws IOException {
        return graph.table.require(nodeName);
    }

    @Override
    public List<BlockNode> nodes() {
        return List.copyOf(graph.table.all());
    }

    @Override
    public BlockUser attach(String nodeName, UserRequest request) throws IOException {
        return UserHandle.attach(graph, graph.table.require(nodeName), request);
    }

    @Override
    public void resize(String nodeName, long length, Preallocation preallocation)
            throws IOException {
        var request =
                new UserRequest(
                        "job", "resize", Set.of(Permission.RESIZE), Set.of(Permission.values()));
        try (var user = UserHandle.attach(graph, graph.table.require(nodeName), request)) {
            user.resize(length, preallocation, true);
        }
    }

    @Override
    public DrainedSection drain(Collection<String> nodeNames) throws IOException {
        graph.changes.lock();
        try {
            var nodes = new ArrayList<Node>();
            for (var name : nodeNames) {
                nodes.add(graph.table.require(name));
            }
            return Drain.begin(nodes);
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public void active(Optional<String> nodeName, boolean active) throws IOException {
        graph.changes.lock();
        try {
            requireOpen();
            new Activation(graph).set(nodeName, active);
        } finally {
            graph.changes.unlock();
        }
    }

    @Override
    public void create(Map<String, Object> options, Progress progress) throws IOException {
        creation.create(options, progress);
    }

    @Override
    public void create(
            String fileName, String format, Map<String, Object> legacyOptions, Progress progress)
            throws IOException {
        creation.create(fileName, format, legacyOptions, progress);
    }

    @Override
    public List<DriverInfo> drivers() {
        return graph.parts.drivers().drivers();
    }

    @Override
    public Optional<DriverInfo> driver(String name) {
        return graph.parts.drivers().preferred(name);
    }

    /** Tells who keeps bundles, and to which versions nodes are pinned. */
    public void bundles(Supplier<List<DriverBundles>> keepers) {
        graph.bundles = keepers;
    }

    /**
     * What swaps the drivers of its nodes.
     *
     * @param bundles who can bring versions back
     */
    public DriverSwaps swaps(Supplier<List<DriverBundles>> bundles) {
        return new GraphSwaps(graph, absences, bundles);
    }

    /** Sets how long a driver may take for whatever is done with the graph locked. */
    void patience(Duration longest) {
        graph.patience = longest;
        graph.firstOpening = longest;
        graph.permissions.limit(longest);
    }

    private void requireOpen() throws BlockException {
        if (graph.closed) {
            throw new BlockException(ErrorKind.GONE, "the graph is closed");
        }
    }

    /**
     * Drains, flushes and closes all nodes, parents before children. What fails is logged.
     * Idempotent.
     */
    @Override
    public void close() {
        graph.changes.lock();
        try {
            if (!graph.closed) {
                graph.closed = true;
                new Shutdown(graph).run();
                graph.permissions.close();
                listening.close();
            }
        } catch (Exception e) {
            Graph.LOG.log(System.Logger.Level.ERROR, "closing the graph failed", e);
        } finally {
            graph.changes.unlock();
        }
    }

    /** Whether a node is open for requests. */
    static boolean open(Node node) {
        return node.state() == NodeState.ACTIVE || node.state() == NodeState.INACTIVE;
    }
}
