package org.blockyard.itest.path;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Progress;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.RequestFlags;
import org.blockyard.platform.FlatPlatform;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Once it is warm, a request through the nodes of a disk leaves next to nothing for the collector.
 */
class AllocationTest {
    private static final int DISK = 16 << 20;
    private static final int BLOCK = 4096;
    private static final int BLOCKS = DISK / BLOCK;
    private static final int MAPPED = 64 << 10;
    private static final int ROUND = 20_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** Bytes a request: a view of the buffer's memory, where the compiler leaves it there. */
    private static final int FEW = 128;

    /** Bytes a mapped read: its leases, one of each node, and the buffer. */
    private static final int LEASES = 640;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir Path folder;

    private interface Request {
        void run(int block) throws IOException;
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "overlay"})
    void aRequestAllocatesNextToNothing(String kind) throws Exception {
        try (var platform = FlatPlatform.start()) {
            open(platform, kind);
            try (var user = platform.graph().attach("disk", writer());
                    var lane = user.openLane();
                    var lent = platform.buffers().lend(BLOCK)) {
                var bytes = lent.bytes();
                bound("tryRead", FEW, block -> lane.tryRead(at(block), bytes.clear()));
                bound("read", FEW, block -> lane.read(at(block), bytes.clear()));
                bound(
                        "tryMap",
                        LEASES,
                        block -> {
                            var mapped = lane.tryMap(at(block) / MAPPED * MAPPED, MAPPED);
                            if (mapped.isPresent()) {
                                mapped.get().close();
                            }
                        });
                bound("tryStatus", FEW, block -> lane.tryStatus(at(block), BLOCK));
                fill(lane); // an overlay's own from here on
                bound(
                        "tryWrite",
                        FEW,
                        block -> lane.tryWrite(at(block), bytes.clear(), RequestFlags.NONE));
                bound(
                        "write",
                        FEW,
                        block -> lane.write(at(block), bytes.clear(), RequestFlags.NONE));
            }
        }
    }

    private void open(Platform platform, String kind) throws IOException {
        var base = make(platform, kind.equals("raw") ? "raw" : "qcow2", "base", Map.of());
        if (!kind.equals("overlay")) {
            fill(platform, base);
            platform.graph().add(base);
            return;
        }
        fill(platform, base);
        var top =
                make(
                        platform,
                        "qcow2",
                        "top",
                        Map.of("backing_file", "base", "backing_fmt", "qcow2"));
        platform.graph().add(top);
    }

    private Map<String, Object> make(
            Platform platform, String format, String name, Map<String, Object> more)
            throws IOException {
        var path = folder.resolve(name).toString();
        var options = new HashMap<>(more);
        options.put("size", Integer.toString(DISK));
        platform.graph().create(path, format, options, Progress.NONE);
        var file = Map.<String, Object>of("driver", "file", "filename", path);
        return Map.of("driver", format, "node-name", "disk", "file", file);
    }

    private static void fill(Platform platform, Map<String, Object> definition) throws IOException {
        platform.graph().add(definition);
        try (var user = platform.graph().attach("disk", writer());
                var lane = user.openLane()) {
            fill(lane);
        }
        platform.graph().remove("disk");
    }

    private static void fill(Lane lane) throws IOException {
        var bytes = ByteBuffer.allocateDirect(1 << 20);
        while (bytes.hasRemaining()) {
            bytes.putLong(bytes.position() + 1L);
        }
        for (long at = 0; at < DISK; at += bytes.capacity()) {
            lane.write(at, bytes.clear(), RequestFlags.NONE);
        }
        lane.flush();
    }

    private static UserRequest writer() {
        return new UserRequest(
                "tool",
                "path",
                Set.of(Permission.CONSISTENT_READ, Permission.WRITE),
                Set.of(Permission.values()));
    }

    private static long at(int block) {
        return block * 37L % BLOCKS * BLOCK;
    }

    /** Repeats a request until it is compiled well enough to stay under the bound. */
    private static void bound(String what, int most, Request request) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        double least = Double.MAX_VALUE;
        while (least > most && System.nanoTime() < end) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < ROUND; i++) {
                request.run(i);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, allocated / (double) ROUND);
        }
        double reached = least;
        assertTrue(reached <= most, () -> what + " allocates " + reached + " bytes a request");
    }
}
