package org.blockyard.itest.pax;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.Patience;
import org.blockyard.monitor.Events;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;

/** Nodes are services, and their states follow the drivers that come and go in the registry. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class NodesInTheRegistryTest {
    private static final Map<String, Object> DISK =
            Map.of("driver", "null-co", "node-name", "disk", "size", 1L << 20);

    @Inject BundleContext context;
    @Inject BlockGraph graph;
    @Inject Events events;

    @Configuration
    public Option[] product() throws IOException {
        return ExportedProduct.asShipped();
    }

    @Test
    public void anOpenNodeIsAServiceAndAClosedOneIsNot() throws Exception {
        // nodes are told of on a thread of its own
        var told = new LinkedBlockingQueue<ServiceEvent>();
        context.addServiceListener(told::add, "(blockyard.node=disk)");
        graph.add(DISK);
        var registered = told.poll(30, TimeUnit.SECONDS);
        assertEquals(ServiceEvent.REGISTERED, registered.getType());
        assertEquals("null-co", registered.getServiceReference().getProperty("blockyard.driver"));
        graph.remove("disk");
        assertEquals(ServiceEvent.UNREGISTERING, told.poll(30, TimeUnit.SECONDS).getType());
        assertTrue(told.isEmpty());
    }

    @Test
    public void aNodeIsSuspendedWhileItsDriverIsStopped() throws Exception {
        var node = graph.add(DISK);
        var states = new LinkedBlockingQueue<Object>();
        try (var subscription = states(states)) {
            bundle("org.blockyard.protocol-null").stop();
            assertEquals("suspended", states.poll(30, TimeUnit.SECONDS));
            assertEquals(NodeState.SUSPENDED, node.state());
            assertEquals(1L << 20, node.length());
            bundle("org.blockyard.protocol-null").start();
            Object state = states.poll(30, TimeUnit.SECONDS);
            while (!"active".equals(state)) {
                assertTrue("the node comes back", state != null);
                state = states.poll(30, TimeUnit.SECONDS);
            }
            assertEquals(NodeState.ACTIVE, node.state());
        }
    }

    @Test
    public void aPatientNodeWaitsForItsDriver() throws Exception {
        bundle("org.blockyard.protocol-null").stop();
        var states = new LinkedBlockingQueue<Object>();
        try (var subscription = states(states)) {
            var node = graph.declare(DISK, Patience.PATIENT);
            assertEquals(NodeState.WAITING, node.state());
            assertTrue(node.stateReason().orElse("").contains("null-co"));
            bundle("org.blockyard.protocol-null").start();
            Object state = states.poll(30, TimeUnit.SECONDS);
            while (state != null && !"active".equals(state)) {
                state = states.poll(30, TimeUnit.SECONDS);
            }
            assertEquals(NodeState.ACTIVE, node.state());
        }
    }

    private AutoCloseable states(LinkedBlockingQueue<Object> into) {
        return events.subscribe(
                event -> {
                    if (event.name().equals("X_BLOCKYARD_NODE_STATE")
                            && "disk".equals(event.data().get("node-name"))) {
                        into.add(event.data().get("state"));
                    }
                });
    }

    private Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(b -> name.equals(b.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
