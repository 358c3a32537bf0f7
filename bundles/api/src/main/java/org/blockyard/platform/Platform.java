package org.blockyard.platform;

import java.util.List;
import org.blockyard.export.Exports;
import org.blockyard.graph.BlockGraph;
import org.blockyard.io.BufferPool;
import org.blockyard.job.Jobs;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.Events;
import org.blockyard.object.Objects;
import org.blockyard.swap.DriverSwaps;
import org.osgi.annotation.versioning.ProviderType;

/**
 * All that the kernel offers, in one place. In the daemon it is an OSGi service (as are its parts);
 * a tool gets it from {@link FlatPlatform}. Thread-safe.
 */
@ProviderType
public interface Platform extends AutoCloseable {
    /** The nodes. */
    BlockGraph graph();

    /** The jobs. */
    Jobs jobs();

    /** The exports. */
    Exports exports();

    /** The user-created objects. */
    Objects objects();

    /** The management commands present now. */
    Commands commands();

    /** The events. */
    Events events();

    /** The versions of drivers, and the switching of nodes between them. */
    DriverSwaps swaps();

    /** Memory for transfers. */
    BufferPool buffers();

    /** The contributions present now, of all bundles. */
    List<Contribution> contributions();

    /** Asks for an orderly end of the process; returns at once. */
    void requestShutdown();

    /**
     * Runs an action when {@link #requestShutdown} is called, or now if it was; the latest first.
     */
    void onShutdownRequest(Runnable action);

    /**
     * Ends everything in order: exports, jobs, nodes (flushed), objects. Idempotent; what fails is
     * logged and does not stop the rest.
     */
    @Override
    void close();
}
