package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.graph.Lane;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.option.NoOptions;
import org.blockyard.option.OptionSchema;

/**
 * Measures what the kernel adds to a quick read: a lane over one node, over a filter above it, and
 * two lanes at once over one node, with a device that does nothing.
 */
public final class FastPathBench {
    private static final int ROUNDS = 20_000_000;

    private FastPathBench() {}

    /** Prints nanoseconds of CPU time and bytes allocated per call, the best of several rounds. */
    public static void main(String[] args) throws Exception {
        try (var test = new TestGraph()) {
            test.drivers.add(TestGraph.info(new NothingDriver(), "1.0.0"));
            test.graph.add(TestGraph.tree("driver", "nothing", "node-name", "n"));
            test.graph.add(TestGraph.tree("driver", "pass", "node-name", "p", "file", "n"));
            try (var one = test.graph.attach("n", TestGraph.reader("b"));
                    var two = test.graph.attach("p", TestGraph.reader("b"));
                    var lane = one.openLane();
                    var other = one.openLane();
                    var deep = two.openLane()) {
                for (int i = 0; i < 4; i++) {
                    System.out.printf(
                            "one node %s, two nodes %s, one node by two threads %s%n",
                            measure(lane), measure(deep), measureBoth(lane, other));
                }
            }
        }
    }

    private static String measure(Lane lane) throws IOException {
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        var target = ByteBuffer.allocateDirect(4096);
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            if (!lane.tryRead((i & 1023) * 4096L, target.clear())) {
                throw new IOException("not at once");
            }
        }
        double nanos = (threads.getCurrentThreadCpuTime() - start) / (double) ROUNDS;
        double allocated = (threads.getCurrentThreadAllocatedBytes() - bytes) / (double) ROUNDS;
        return "%.1f ns %.2f B".formatted(nanos, allocated);
    }

    private static String measureBoth(Lane first, Lane second) throws Exception {
        var other = new CompletableFuture<String>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                other.complete(measure(second));
                            } catch (IOException e) {
                                other.completeExceptionally(e);
                            }
                        });
        return measure(first) + " and " + other.get();
    }

    private static final class NothingDriver implements BlockDriver<NoOptions> {
        @Override
        public String name() {
            return "nothing";
        }

        @Override
        public DriverKind kind() {
            return DriverKind.PROTOCOL;
        }

        @Override
        public OptionSchema<NoOptions> options() {
            return OptionSchema.of(NoOptions.class);
        }

        @Override
        public BlockDevice open(NoOptions options, OpenContext context) {
            return new BlockDevice() {
                @Override
                public long length() {
                    return 1L << 30;
                }

                @Override
                public void read(long offset, ByteBuffer target) {
                    target.position(target.limit());
                }

                @Override
                public boolean tryRead(long offset, ByteBuffer target) {
                    target.position(target.limit());
                    return true;
                }

                @Override
                public void close() {}
            };
        }
    }
}
