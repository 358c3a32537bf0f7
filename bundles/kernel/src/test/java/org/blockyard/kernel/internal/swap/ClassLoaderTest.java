package org.blockyard.kernel.internal.swap;

import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.OddDriver;
import org.blockyard.kernel.internal.fixture.OddDriver.Oddity;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing in the kernel keeps the classes of a driver that was swapped away and removed. */
@Timeout(300)
class ClassLoaderTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    /** Defines the driver's classes itself, as a bundle's class loader does. */
    private static final class Own extends ClassLoader {
        Own() {
            super(ClassLoaderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OddDriver.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                var known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            var file = name.replace('.', '/') + ".class";
            try (var in = getParent().getResourceAsStream(file)) {
                var bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static DriverInfo own(Oddity oddity, String version) throws Exception {
        var loader = new Own();
        var type = loader.loadClass(OddDriver.class.getName());
        Class oddities = loader.loadClass(Oddity.class.getName());
        var driver =
                type.getConstructor(oddities).newInstance(Enum.valueOf(oddities, oddity.name()));
        return info((BlockDriver<?>) driver, version);
    }

    private static void assertCollected(WeakReference<?> loader) throws InterruptedException {
        for (int i = 0; i < 50 && loader.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
            synchronized (loader) {
                loader.wait(20);
            }
        }
        assertNull(loader.get());
    }

    private static WeakReference<ClassLoader> loaderOf(DriverInfo driver) {
        return new WeakReference<>(driver.driver().getClass().getClassLoader());
    }

    /** In a method of its own, so that no local variable keeps the driver. */
    private WeakReference<ClassLoader> swapAway() throws Exception {
        var first = own(Oddity.NONE, "1.0.0");
        test.drivers.add(first);
        test.graph.add(tree("driver", "odd", "node-name", "top", "file", memory("a")));
        var used = test.writing("top");
        var lane = used.openLane();
        lane.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
        assertTrue(lane.tryRead(0, ByteBuffer.allocate(512)));
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        var swaps = test.graph.swaps(List::of);
        var request =
                new SwapRequest(
                        "odd",
                        Optional.of("2.0.0"),
                        List.of(),
                        true,
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(120));
        assertTrue(swaps.swap(request).complete());
        test.drivers.remove(first);
        assertEquals(1, swaps.list().stream().filter(v -> v.nodes().contains("top")).count());
        return loaderOf(first);
    }

    @Test
    void ofTheOldVersionNothingIsKeptThoughItsLanesAreIdle() throws Exception {
        test.memory.disk("a").sized(1 << 20);
        assertCollected(swapAway());
    }

    private WeakReference<ClassLoader> refuse(Oddity oddity, boolean rehearse) throws Exception {
        var bad = own(oddity, "3.0.0");
        test.drivers.add(bad);
        var report =
                test.graph
                        .swaps(List::of)
                        .swap(
                                new SwapRequest(
                                        "odd",
                                        Optional.empty(),
                                        List.of(),
                                        rehearse,
                                        Duration.ofSeconds(120),
                                        Duration.ofSeconds(120),
                                        Duration.ofSeconds(120)));
        assertEquals(false, report.complete());
        test.drivers.remove(bad);
        return loaderOf(bad);
    }

    @Test
    void ofARefusedVersionNothingIsKept() throws Exception {
        test.memory.disk("a").sized(1 << 20);
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        test.graph.add(tree("driver", "odd", "node-name", "top", "file", memory("a")));
        for (var oddity : List.of(Oddity.REFUSES, Oddity.OTHER_BYTES, Oddity.OTHER_LENGTH)) {
            assertCollected(refuse(oddity, true));
            assertCollected(refuse(oddity, false));
        }
    }

    private WeakReference<ClassLoader> leave() throws Exception {
        var first = own(Oddity.NONE, "1.0.0");
        test.drivers.add(first);
        test.graph.add(tree("driver", "odd", "node-name", "top", "file", memory("a")));
        test.drivers.remove(first);
        return loaderOf(first);
    }

    @Test
    void ofADriverThatWentNothingIsKeptWhileTheNodeWaits() throws Exception {
        test.memory.disk("a").sized(1 << 20);
        assertCollected(leave());
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        assertEquals("2.0.0", test.graph.require("top").driverVersion());
    }
}
