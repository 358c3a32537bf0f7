package org.blockyard.kernel.internal.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.BlockDriver;
import org.blockyard.graph.DriverInfo;
import org.blockyard.kernel.internal.fixture.MemoryDriver;
import org.blockyard.kernel.internal.fixture.TestContribution;
import org.blockyard.platform.Contribution;
import org.junit.jupiter.api.Test;

class KernelPlatformTest {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** A driver that is not loaded before it is needed. */
    private static final class Lazy implements Contribution {
        int loaded;

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Set<String> services() {
            return Set.of(BlockDriver.class.getName());
        }

        @Override
        public String bundle() {
            return "test";
        }

        @Override
        public String version() {
            return "1.0.0";
        }

        @Override
        public <T> T as(Class<T> service) {
            loaded++;
            return service.cast(new MemoryDriver("memory"));
        }
    }

    private static Contribution driver(String name, String version) {
        return new TestContribution(name, version, new MemoryDriver(name), BlockDriver.class);
    }

    @Test
    void aToolLoadsADriverWhenItIsAskedFor() {
        var lazy = new Lazy();
        try (var platform = new KernelProvider().start(List.of(lazy, driver("other", "1.0.0")))) {
            assertTrue(platform.graph().driver("other").isPresent());
            assertEquals(0, lazy.loaded);
            assertEquals("memory", platform.graph().driver("memory").orElseThrow().name());
            platform.graph().drivers();
            assertEquals(1, lazy.loaded);
        }
    }

    @Test
    void theNewestVersionIsPreferred() {
        var all = List.of(driver("d", "1.9.0"), driver("d", "1.10.0"), driver("wrong", "1.0.0"));
        try (var platform = new KernelProvider().start(all)) {
            assertEquals("1.10.0", platform.graph().driver("d").orElseThrow().version());
            var told = new ArrayList<String>();
            for (DriverInfo info : platform.graph().drivers()) {
                told.add(info.name() + info.version() + info.preferred() + info.abilities());
            }
            assertEquals("d1.10.0true", told.get(0).substring(0, 11));
            assertEquals("d1.9.0false", told.get(1).substring(0, 11));
            assertTrue(
                    told.get(0).contains("Creating") && told.get(0).contains("FileNames"),
                    told.get(0));
        }
    }

    @Test
    void aDriverUnderAnotherNameIsLeftOut() {
        var wrong =
                new TestContribution("qcow2", "1.0.0", new MemoryDriver("evil"), BlockDriver.class);
        try (var platform = new KernelProvider().start(List.of(wrong))) {
            assertTrue(platform.graph().driver("qcow2").isEmpty());
            assertTrue(platform.graph().drivers().isEmpty());
        }
    }

    @Test
    void aShutdownIsToldOnceToAll() throws Exception {
        try (var platform = new KernelProvider().start(List.of())) {
            platform.onShutdownRequest(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    });
            platform.onShutdownRequest(asked::countDown);
            platform.requestShutdown();
            platform.requestShutdown();
            assertTrue(asked.await(300, TimeUnit.SECONDS));
            var late = new ArrayList<String>();
            platform.onShutdownRequest(() -> late.add("now"));
            assertEquals(List.of("now"), late);
        }
    }
}
