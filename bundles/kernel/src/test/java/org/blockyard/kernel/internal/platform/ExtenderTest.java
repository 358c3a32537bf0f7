package org.blockyard.kernel.internal.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.NodeState;
import org.blockyard.kernel.internal.fixture.MemoryDriver;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

@Timeout(300)
class ExtenderTest {
    private static final String PROVIDE =
            VendorDriver.class.getName()
                    + ";services=\"org.blockyard.driver.BlockDriver,org.blockyard.monitor.CommandSet\";name=vendor";

    @TempDir Path storage;
    private TestFramework test;
    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        System.clearProperty(VendorDriver.CLOSED);
        test = new TestFramework(storage);
        platform = test.context.getService(test.context.getServiceReference(Platform.class));
        assertNotNull(platform);
    }

    @AfterEach
    void stop() throws Exception {
        test.close();
    }

    private boolean present() {
        return platform.graph().driver("vendor").isPresent();
    }

    @Test
    void aBundlesDriverIsThereWhileTheBundleIsActive() throws Exception {
        var bundle = test.install("com.vendor", "1.2.3", PROVIDE, VendorDriver.class);
        assertFalse(present());
        bundle.start();
        var info = platform.graph().driver("vendor").orElseThrow();
        assertEquals("com.vendor 1.2.3", info.bundle() + " " + info.version());
        var reference = test.context.getServiceReference(BlockDriver.class);
        assertSame(bundle, reference.getBundle());
        assertEquals("vendor", reference.getProperty("blockyard.name"));
        bundle.stop();
        assertFalse(present());
        assertEquals("yes", System.getProperty(VendorDriver.CLOSED));
        bundle.start();
        assertTrue(present());
    }

    @Test
    void aNodeIsSuspendedWhileItsBundleIsAway() throws Exception {
        var bundle = test.install("com.vendor", "1.0.0", PROVIDE, VendorDriver.class);
        bundle.start();
        var node = platform.graph().add(TestGraph.tree("driver", "vendor", "node-name", "n"));
        assertEquals(NodeState.ACTIVE, node.state());
        bundle.stop();
        assertEquals(NodeState.SUSPENDED, node.state());
        bundle.start();
        try (var user = platform.graph().attach("n", TestGraph.reader("t"));
                var lane = user.openLane()) {
            var bytes = TestGraph.bytes(16, 0);
            lane.read(0, bytes);
            assertEquals(7, bytes.get(0));
        }
    }

    @Test
    void aBundleThatIsGoneLeavesNoClassesBehind() throws Exception {
        var bundle = test.install("com.vendor", "1.0.0", PROVIDE, VendorDriver.class);
        bundle.start();
        platform.graph().add(TestGraph.tree("driver", "vendor", "node-name", "n"));
        platform.commands().list();
        var loader =
                new WeakReference<>(
                        platform.graph()
                                .driver("vendor")
                                .orElseThrow()
                                .driver()
                                .getClass()
                                .getClassLoader());
        platform.graph().remove("n");
        bundle.uninstall();
        var refreshed = new CountDownLatch(1);
        test.framework
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        assertTrue(refreshed.await(300, TimeUnit.SECONDS));
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertNull(loader.get());
    }

    @Test
    void ofTwoVersionsTheNewerIsUsedAndTheOlderComesBack() throws Exception {
        var old = test.install("com.vendor", "1.9.0", PROVIDE, VendorDriver.class);
        var next = test.install("com.vendor", "1.10.0", PROVIDE, VendorDriver.class);
        next.start();
        old.start();
        assertEquals("1.10.0", platform.graph().driver("vendor").orElseThrow().version());
        next.uninstall();
        assertEquals("1.9.0", platform.graph().driver("vendor").orElseThrow().version());
    }

    @Test
    void aServiceRegisteredByHandCountsToo() {
        var properties = new Hashtable<String, Object>();
        properties.put("blockyard.name", "memory");
        var registration =
                test.context.registerService(
                        BlockDriver.class, new MemoryDriver("memory"), properties);
        assertTrue(platform.graph().driver("memory").isPresent());
        registration.unregister();
        assertFalse(platform.graph().driver("memory").isPresent());
    }

    @Test
    void aBundleThatCannotBeTakenInHarmsNobody() throws Exception {
        test.install(
                        "a",
                        "1.0.0",
                        "no.Such;services=\"org.blockyard.driver.BlockDriver\";name=vendor",
                        VendorDriver.class)
                .start();
        test.install("b", "1.0.0", "nonsense;;;\"", VendorDriver.class).start();
        var good = test.install("c", "1.0.0", PROVIDE, VendorDriver.class);
        good.start();
        assertEquals("c", platform.graph().driver("vendor").orElseThrow().bundle());
        assertEquals(Bundle.ACTIVE, good.getState());
    }

    @Test
    void aChangeOfTheSchemaIsToldOnceForABundle() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        platform.events().subscribe(event -> told.add(event.name()));
        test.install("com.vendor", "1.0.0", PROVIDE, VendorDriver.class).start();
        assertEquals("X_BLOCKYARD_SCHEMA_CHANGED", told.poll(60, TimeUnit.SECONDS));
        assertTrue(told.isEmpty());
    }

    @Test
    void openNodesAreServices() throws Exception {
        test.install("com.vendor", "1.0.0", PROVIDE, VendorDriver.class).start();
        platform.graph().add(TestGraph.tree("driver", "vendor", "node-name", "n"));
        var filter =
                test.context.createFilter(
                        "(&(objectClass="
                                + BlockNode.class.getName()
                                + ")(blockyard.node=n)(blockyard.driver=vendor))");
        var tracker = new ServiceTracker<BlockNode, BlockNode>(test.context, filter, null);
        tracker.open();
        assertNotNull(tracker.waitForService(10_000));
        tracker.close();
    }
}
