package org.blockyard.kernel.internal.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.blockyard.export.Exports;
import org.blockyard.graph.BlockGraph;
import org.blockyard.io.BufferPool;
import org.blockyard.job.Jobs;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.driver.RegisteredDrivers;
import org.blockyard.kernel.internal.monitor.SchemaWatch;
import org.blockyard.monitor.Commands;
import org.blockyard.monitor.Events;
import org.blockyard.object.Objects;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverSwaps;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Starts the platform in a framework and offers it, and each of its parts, as services. */
public final class Activator implements BundleActivator {
    private static final Duration SCHEMA_QUIET = Duration.ofMillis(50);

    // what to end, in the order in which it began
    private final List<AutoCloseable> running = new ArrayList<>();

    @Override
    public void start(BundleContext context) {
        var contributions = new ContributionRegistry();
        var drivers = new RegisteredDrivers();
        var nodes = new NodeServices(context);
        var platform = new KernelPlatform(contributions, drivers, nodes);
        var schema = new SchemaWatch(platform.events(), SCHEMA_QUIET);
        contributions.listen(new DriverFeed(drivers));
        contributions.listen(schema);
        var services = new ServiceWatch(context, contributions);
        var extender = new Extender(context);
        running.addAll(List.of(nodes, schema, services, extender, platform));
        services.open();
        extender.open();
        offer(context, platform);
    }

    private static void offer(BundleContext context, Platform platform) {
        register(context, BlockGraph.class, platform.graph());
        register(context, Jobs.class, platform.jobs());
        register(context, Exports.class, platform.exports());
        register(context, Objects.class, platform.objects());
        register(context, Commands.class, platform.commands());
        register(context, Events.class, platform.events());
        register(context, DriverSwaps.class, platform.swaps());
        register(context, BufferPool.class, platform.buffers());
        register(context, Platform.class, platform);
    }

    private static <T> void register(BundleContext context, Class<T> service, T part) {
        context.registerService(service, part, new Hashtable<>());
    }

    /** Ends the platform while all drivers are still there, then lets them go. */
    @Override
    public void stop(BundleContext context) throws Exception {
        for (var part : running.reversed()) {
            part.close();
        }
        running.clear();
    }
}
