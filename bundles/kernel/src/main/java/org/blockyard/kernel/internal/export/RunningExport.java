package org.blockyard.kernel.internal.export;

import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.driver.Permission;
import org.blockyard.export.BlockExport;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.ExportContext;
import org.blockyard.export.ExportInfo;
import org.blockyard.export.ExportOptions;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.LaneGroup;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * One export from its start to its end: holds its node, and whatever else must not go away
 * meanwhile.
 */
final class RunningExport implements ExportContext {
    private static final System.Logger LOG = System.getLogger(RunningExport.class.getName());

    /** The option of types whose exports have a name of their own, the node's by default. */
    private static final String NAME = "name";

    private static final String IO_THREAD = "iothread";

    private final Platform platform;
    private final ExportOptions options;
    private final Map<String, Object> definition;
    private final Contribution maker;
    private final Consumer<RunningExport> gone;
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ServingThreads threads;
    private volatile @Nullable BlockUser user;
    private volatile String nodeName;
    private volatile boolean named;
    private @Nullable BlockExport export;
    private boolean ending;

    /**
     * An export that is not started.
     *
     * @param definition all its options, which would start it again
     * @param maker whose type it is
     * @param gone told when nothing is left of it
     */
    RunningExport(
            Platform platform,
            ExportOptions options,
            Map<String, Object> definition,
            Contribution maker,
            Consumer<RunningExport> gone) {
        this.platform = platform;
        this.options = options;
        this.definition = definition;
        this.maker = maker;
        this.gone = gone;
        this.nodeName = options.nodeName();
        this.threads = new ServingThreads(platform.objects());
    }

    String id() {
        return options.id();
    }

    /**
     * All its options, which would start it again as it is: on the node that it holds now, under
     * the name that its clients know. A filter that a job has put above that for a while is left
     * out.
     */
    Map<String, Object> definition() {
        Map<String, Object> now = new LinkedHashMap<>(definition);
        if (named) {
            now.putIfAbsent(NAME, options.nodeName());
        }
        var held = user;
        now.put("node-name", held == null ? nodeName() : lasting(held.node()).name());
        now.remove(IO_THREAD);
        laneGroup().ifPresent(group -> now.put(IO_THREAD, group.name()));
        return now;
    }

    private static BlockNode lasting(BlockNode node) {
        return node.monitorOwned()
                ? node
                : node.filtered().map(edge -> lasting(edge.child())).orElse(node);
    }

    /** The node that it holds, or held last; another than it was given if that was replaced. */
    private String nodeName() {
        var held = user;
        if (held != null) {
            nodeName = held.node().name();
        }
        return nodeName;
    }

    Contribution maker() {
        return maker;
    }

    @Override
    public ExportOptions options() {
        return options;
    }

    @Override
    public Optional<LaneGroup> laneGroup() {
        return threads.group();
    }

    /** Whether it may not be served by that iothread. */
    boolean isFixedElsewhere(Optional<String> ioThread) {
        return options.fixedIothread().orElse(false)
                && !laneGroup().map(LaneGroup::name).equals(ioThread);
    }

    /** Has clients who come from now on served by an iothread, or by none. */
    void serveBy(Optional<String> ioThread) throws BlockException {
        threads.moveTo(ioThread);
    }

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    public BlockUser user() {
        var held = user;
        if (held == null) {
            throw new IllegalStateException("export '" + id() + "' holds no node");
        }
        return held;
    }

    /**
     * Starts it.
     *
     * @param usual the iothread that serves it if its options name none
     */
    <O extends Record> void start(
            BlockExportType<O> type, Map<String, Object> own, Optional<String> usual)
            throws IOException {
        boolean done = false;
        try {
            named = type.options().field(NAME).isPresent();
            var ownOptions = type.options().read(own, ReadMode.JSON);
            serveBy(options.iothread().or(() -> usual));
            prepareNode();
            user = platform.graph().attach(options.nodeName(), request(type.shared()));
            var opened = type.open(ownOptions, this);
            opened(opened);
            done = true;
        } finally {
            if (!done) {
                release();
                end.countDown();
            }
        }
    }

    private UserRequest request(Set<Permission> shared) {
        var wanted = EnumSet.of(Permission.CONSISTENT_READ);
        if (options.writable()) {
            wanted.add(Permission.WRITE);
        }
        return new UserRequest("export", id(), wanted, shared);
    }

    private void prepareNode() throws IOException {
        var node =
                platform.graph()
                        .find(options.nodeName())
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Cannot find device='' nor node-name='"
                                                        + options.nodeName()
                                                        + "'"));
        if (options.writable() && node.readOnly()) {
            throw new BlockException(
                            ErrorKind.READ_ONLY, "Cannot export read-only node as writable")
                    .inNode(node.name());
        }
        if (node.state() == NodeState.INACTIVE && !options.allowInactive()) {
            platform.graph().active(Optional.of(node.name()), true);
        }
    }

    private void opened(BlockExport opened) {
        boolean late;
        lock.lock();
        try {
            export = opened;
            late = ending;
        } finally {
            lock.unlock();
        }
        if (late) {
            finish(opened);
        }
    }

    boolean started() {
        lock.lock();
        try {
            return export != null;
        } finally {
            lock.unlock();
        }
    }

    boolean ending() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    boolean inUse() {
        lock.lock();
        try {
            return export != null && export.inUse();
        } finally {
            lock.unlock();
        }
    }

    ExportInfo info() {
        boolean ends = ending();
        return new ExportInfo(id(), options.type(), nodeName(), options.writable(), ends, inUse());
    }

    /** What it did for its clients, if it counts that. */
    Optional<ExportStatistics> statistics() {
        lock.lock();
        try {
            return Optional.ofNullable(export).flatMap(BlockExport::statistics);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended() {
        end();
    }

    /** Sends clients away and ends, on another thread. A second call does nothing. */
    void end() {
        BlockExport now;
        lock.lock();
        try {
            if (ending) {
                return;
            }
            ending = true;
            now = export;
        } finally {
            lock.unlock();
        }
        if (now != null) {
            finish(now);
        }
    }

    private void finish(BlockExport last) {
        try {
            last.shutdown();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "export '" + id() + "' did not shut down well", e);
        }
        Thread.ofVirtual().name("end of export " + id()).start(() -> close(last));
    }

    private void close(BlockExport last) {
        try {
            last.close();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "export '" + id() + "' did not close well", e);
        }
        try {
            release();
            gone.accept(this);
        } finally {
            end.countDown();
        }
    }

    private void release() {
        nodeName();
        var held = user;
        user = null;
        if (held != null) {
            held.close();
        }
        threads.close();
    }

    /** Waits until it is gone. */
    void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                end.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
