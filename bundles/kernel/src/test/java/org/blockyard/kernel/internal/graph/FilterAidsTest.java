package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.Delaying;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FilterDevice;
import org.blockyard.driver.OpenContext;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the kernel does for filters: haste before it waits, events. */
@Timeout(300)
class FilterAidsTest {
    private final TestGraph test = new TestGraph();
    private final SlowDriver slow = new SlowDriver();

    @BeforeEach
    void register() throws Exception {
        test.drivers.add(TestGraph.info(slow, "1.0.0"));
        test.memory.disk("a").sized(1 << 16);
        test.add("a");
    }

    @AfterEach
    void close() {
        test.close();
    }

    /** Keeps each read back until somebody is in haste. */
    private static final class SlowDriver implements BlockDriver<SlowDriver.Options> {
        final CountDownLatch reading = new CountDownLatch(1);
        final CountDownLatch relaxed = new CountDownLatch(1);
        final AtomicReference<Child> child = new AtomicReference<>();

        record Options(@Option("the disk") ChildRef file) {}

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public DriverKind kind() {
            return DriverKind.FILTER;
        }

        @Override
        public OptionSchema<Options> options() {
            return OptionSchema.of(Options.class);
        }

        @Override
        public BlockDevice open(Options options, OpenContext context) throws IOException {
            var file =
                    context.child(
                            "file", options.file(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
            child.set(file);
            context.publish("SLOW", Map.of("node", context.nodeName()));
            return new Device(file);
        }

        private final class Device extends FilterDevice implements Delaying {
            private final CountDownLatch haste = new CountDownLatch(1);

            Device(Child file) {
                super(file);
            }

            @Override
            public void read(long offset, ByteBuffer target) throws IOException {
                reading.countDown();
                try {
                    haste.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                file.read(offset, target);
            }

            @Override
            public void write(long offset, ByteBuffer source, RequestFlags flags)
                    throws IOException {
                file.write(offset, source, flags);
            }

            @Override
            public boolean writeZeroes(long offset, long length, RequestFlags flags) {
                return false;
            }

            @Override
            public void discard(long offset, long length) {}

            @Override
            public void hurry() {
                haste.countDown();
            }

            @Override
            public void relax() {
                relaxed.countDown();
            }
        }
    }

    private void slowOverMemory() throws Exception {
        test.graph.add(tree("driver", "slow", "node-name", "slow", "file", "a"));
    }

    @Test
    void requestsKeptBackAreLetGoBySomebodyWhoWaitsForThemFromAboveOrBelow() throws Exception {
        slowOverMemory();
        test.graph.add(tree("driver", "plain", "node-name", "top", "file", "slow"));
        try (var user = test.graph.attach("top", TestGraph.reader("r"));
                var lane = user.openLane()) {
            var target = ByteBuffer.allocate(512);
            var reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            lane.read(0, target);
                                        } catch (IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            slow.reading.await();
            try (var section = test.graph.drain(List.of("top"))) {
                assertFalse(target.hasRemaining());
                assertEquals(1, slow.relaxed.getCount());
            }
            assertEquals(0, slow.relaxed.getCount());
            reader.join();
        }
    }

    @Test
    void aDriverPublishesEvents() throws Exception {
        slowOverMemory();
        var told = test.events.stream().filter(event -> event.name().equals("SLOW")).toList();
        assertEquals(List.of(Map.of("node", "slow")), told.stream().map(e -> e.data()).toList());
    }

    @Test
    void theLayersOfAChildEndAtTheBottomThatIsNamed() throws Exception {
        slowOverMemory();
        var child = slow.child.get();
        assertTrue(child.layers(Optional.empty()).at(0, 512).present());
        assertEquals(0, child.layers(Optional.of("a")).at(0, 512).depth());
        var failure =
                assertThrows(BlockException.class, () -> child.layers(Optional.of("elsewhere")));
        assertEquals("Bottom node 'elsewhere' not found", failure.sentence());
    }
}
