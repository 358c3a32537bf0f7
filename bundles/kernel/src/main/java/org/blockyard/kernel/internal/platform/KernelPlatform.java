package org.blockyard.kernel.internal.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.blockyard.export.Exports;
import org.blockyard.graph.BlockGraph;
import org.blockyard.io.BufferPool;
import org.blockyard.job.Jobs;
import org.blockyard.kernel.internal.buffer.DirectBuffers;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.kernel.internal.export.KernelExports;
import org.blockyard.kernel.internal.graph.GraphKernel;
import org.blockyard.kernel.internal.graph.NodePublisher;
import org.blockyard.kernel.internal.job.KernelJobs;
import org.blockyard.kernel.internal.monitor.CommandTable;
import org.blockyard.kernel.internal.monitor.EventBus;
import org.blockyard.kernel.internal.object.KernelObjects;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.Events;
import org.blockyard.object.Objects;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverBundles;
import org.blockyard.swap.DriverSwaps;
import org.jspecify.annotations.Nullable;

/** All parts of one platform, made together and ended in order. */
public final class KernelPlatform implements Platform {
    private static final System.Logger LOG = LazyLogger.of(KernelPlatform.class);
    // enough for a few hundred requests in flight; what is lent beyond is freed when it comes back
    private static final long MOST_KEPT = 48 << 20;

    private final ContributionRegistry contributions;
    private final EventBus events = new EventBus();
    private final DirectBuffers buffers = new DirectBuffers(MOST_KEPT);
    private final KernelJobs jobs = new KernelJobs(events);
    private final CommandTable commands;
    private final GraphKernel graph;
    private final KernelObjects objects;
    private final KernelExports exports;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> shutdownActions = new ArrayList<>();
    private boolean shutdownRequested;
    private boolean closed;
    // made when first asked for: no tool ever does
    private @Nullable DriverSwaps swaps;

    /** A platform without nodes. */
    public KernelPlatform(
            ContributionRegistry contributions, DriverCatalog drivers, NodePublisher publisher) {
        this.contributions = contributions;
        this.objects = new KernelObjects(this, contributions);
        this.graph = new GraphKernel(drivers, events, objects, buffers, publisher);
        graph.bundles(() -> contributions.instances(DriverBundles.class));
        this.exports = new KernelExports(this, contributions);
        this.commands = new CommandTable(this, contributions);
    }

    @Override
    public BlockGraph graph() {
        return graph;
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public Exports exports() {
        return exports;
    }

    @Override
    public Objects objects() {
        return objects;
    }

    @Override
    public Commands commands() {
        return commands;
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public DriverSwaps swaps() {
        lock.lock();
        try {
            var known = swaps;
            if (known == null) {
                known = graph.swaps(() -> contributions.instances(DriverBundles.class));
                swaps = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public BufferPool buffers() {
        return buffers;
    }

    @Override
    public List<Contribution> contributions() {
        return contributions.list();
    }

    @Override
    public void requestShutdown() {
        List<Runnable> actions;
        lock.lock();
        try {
            if (shutdownRequested) {
                return;
            }
            shutdownRequested = true;
            actions = List.copyOf(shutdownActions).reversed();
        } finally {
            lock.unlock();
        }
        // the caller may be a client that waits for its answer before it can end
        Thread.ofVirtual().name("shutdown").start(() -> actions.forEach(KernelPlatform::run));
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "an action at shutdown failed", e);
        }
    }

    @Override
    public void onShutdownRequest(Runnable action) {
        lock.lock();
        try {
            if (!shutdownRequested) {
                shutdownActions.add(action);
                return;
            }
        } finally {
            lock.unlock();
        }
        run(action);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
        } finally {
            lock.unlock();
        }
        end("exports", exports);
        end("jobs", jobs);
        end("nodes", graph);
        end("objects", objects);
        for (var contribution : contributions.list()) {
            // those of a framework end with their bundles
            if (contribution instanceof AutoCloseable closeable) {
                end(contribution.name(), closeable);
            }
        }
        end("buffers", buffers);
    }

    private static void end(String what, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "ending " + what + " failed", e);
        }
    }
}
