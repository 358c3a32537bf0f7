package org.blockyard.kernel.internal.platform;

import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.blockyard.graph.BlockNode;
import org.blockyard.kernel.internal.graph.NodePublisher;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * Makes each open node a service. It does so on a thread of its own, in order: whoever listens for
 * services may call the graph, which waits for the change that is being told.
 */
final class NodeServices implements NodePublisher, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeServices.class.getName());

    private final BundleContext context;
    private final ExecutorService teller =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("node services").factory());
    // touched by the teller alone
    private final Map<BlockNode, ServiceRegistration<BlockNode>> registrations =
            new IdentityHashMap<>();

    NodeServices(BundleContext context) {
        this.context = context;
    }

    @Override
    public void opened(BlockNode node) {
        var name = node.name();
        var driver = node.driver();
        tell(() -> register(node, name, driver));
    }

    @Override
    public void closed(BlockNode node) {
        tell(() -> unregister(node));
    }

    private void tell(Runnable change) {
        try {
            teller.execute(
                    () -> {
                        try {
                            change.run();
                        } catch (IllegalStateException e) {
                            // the kernel is stopping: the framework unregisters all
                            LOG.log(System.Logger.Level.DEBUG, "too late to tell of a node", e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            // closed: nobody needs to know any more
        }
    }

    private void register(BlockNode node, String name, String driver) {
        var properties = new Hashtable<String, Object>();
        properties.put("blockyard.node", name);
        properties.put("blockyard.driver", driver);
        registrations.put(node, context.registerService(BlockNode.class, node, properties));
    }

    private void unregister(BlockNode node) {
        var registration = registrations.remove(node);
        if (registration != null) {
            registration.unregister();
        }
    }

    @Override
    public void close() {
        teller.close();
    }
}
