package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Progress;
import org.blockyard.driver.RecordedChild;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.ChildHandle;
import org.blockyard.kernel.internal.node.Hold;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.option.ChildRef;
import org.blockyard.option.ReadMode;

/** What a driver gets to make one image; its end lets the targets go. */
final class CreationContext implements CreateContext, AutoCloseable {
    private final Graph graph;
    private final ReadMode mode;
    private final Progress progress;
    private final Siblings siblings;
    private final Deque<ChildHandle> targets = new ArrayDeque<>();

    CreationContext(Graph graph, ReadMode mode, Siblings siblings, Progress progress) {
        this.graph = graph;
        this.mode = mode;
        this.siblings = siblings;
        this.progress = progress;
    }

    /** Makes files in the folder of the image. */
    interface Siblings {
        /** Where images are made of nodes, which have no folder. */
        Siblings NONE = fileName -> Optional.empty();

        /** Makes an empty file and opens it. */
        Optional<Node> make(String fileName) throws IOException;
    }

    private interface Opener {
        Node open() throws IOException;
    }

    @Override
    public Child target(String name, ChildRef reference, Set<ChildRole> roles) throws IOException {
        return hold(() -> node(name, reference));
    }

    @Override
    public Optional<Child> beside(String name, String fileName, Set<ChildRole> roles)
            throws IOException {
        if (fileName.isEmpty() || fileName.indexOf('/') >= 0) {
            throw new IllegalArgumentException("'" + fileName + "' is no name in a folder");
        }
        var made = siblings.make(fileName);
        return made.isEmpty() ? Optional.empty() : Optional.of(hold(made::get));
    }

    @Override
    public ImageDescription describe(Child image, RecordedChild other) throws IOException {
        graph.changes.lock();
        try {
            var session = new OpenSession(graph, ReadMode.TEXT, true, true);
            var implicit = session.implicit(other, image.fileName(), Set.of(ChildRole.COW));
            Map<String, Object> options = new LinkedHashMap<>(implicit.options());
            options.put("read-only", true);
            options.put("force-share", true);
            var node = session.openImplicit(implicit, options);
            try {
                return node.describe();
            } finally {
                new NodeLife(graph).discard(node);
            }
        } finally {
            graph.changes.unlock();
        }
    }

    private Child hold(Opener opener) throws IOException {
        graph.changes.lock();
        try {
            var node = opener.open();
            var hold = Hold.user("job", "create", node);
            try {
                graph.attach(
                        hold,
                        EnumSet.of(Permission.CONSISTENT_READ, Permission.WRITE, Permission.RESIZE),
                        EnumSet.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED));
            } catch (Throwable t) {
                if (!node.monitorOwned() && node.holds().isEmpty()) {
                    new NodeLife(graph).discard(node);
                }
                throw t;
            }
            var handle = new ChildHandle(hold);
            targets.push(handle);
            return handle;
        } finally {
            graph.changes.unlock();
        }
    }

    private Node node(String name, ChildRef reference) throws IOException {
        // a switch over patterns makes a class when it is first run, which costs img create 3 ms
        if (reference instanceof ChildRef.Node named) {
            return graph.table.require(named.name());
        }
        if (reference instanceof ChildRef.Inline inline) {
            Map<String, Object> definition = new LinkedHashMap<>(inline.definition());
            definition.putIfAbsent("discard", "unmap");
            return new OpenSession(
                            graph, mode == ReadMode.LEGACY ? ReadMode.TEXT : mode, false, false)
                    .open(definition);
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "A block device must be specified for '" + name + "'");
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public byte[] secret(String id) throws BlockException {
        return graph.parts.objects().secret(id);
    }

    @Override
    public BufferPool buffers() {
        return graph.parts.buffers();
    }

    @Override
    public void close() {
        graph.changes.lock();
        try {
            for (var target : targets) {
                target.revoke();
                new NodeLife(graph).release(target.hold());
            }
        } finally {
            graph.changes.unlock();
        }
    }
}
