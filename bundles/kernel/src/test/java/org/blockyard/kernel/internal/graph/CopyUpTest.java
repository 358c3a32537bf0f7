package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockyard.driver.Permission;
import org.blockyard.driver.Progress;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class CopyUpTest {
    private static final int SECTOR = 512;
    private static final int SECTORS = 1024;
    private static final long LENGTH = SECTORS * SECTOR;

    private final TestGraph test = new TestGraph();

    @BeforeEach
    void aChain() throws Exception {
        image("base", Optional.empty());
        image("top", Optional.of("base"));
        try (var user = test.writing("base");
                var lane = user.openLane()) {
            for (int sector = 0; sector < SECTORS; sector += 2) {
                lane.write((long) sector * SECTOR, bytes(SECTOR, 7), RequestFlags.NONE);
            }
        }
    }

    @AfterEach
    void end() {
        test.close();
    }

    private void image(String name, Optional<String> backing) throws Exception {
        test.memory.disk(name);
        test.add(name + "-file", "filename", name);
        test.graph.create(
                tree("driver", "toy", "file", name + "-file", "size", LENGTH), Progress.NONE);
        var definition = tree("driver", "toy", "node-name", name, "file", name + "-file");
        backing.ifPresent(below -> definition.put("backing", below));
        test.graph.add(definition);
    }

    private static UserRequest job() {
        return new UserRequest(
                "job",
                "j",
                Set.of(Permission.CONSISTENT_READ, Permission.WRITE_UNCHANGED),
                Set.of(Permission.values()));
    }

    private static int valueAt(Lane lane, int sector) throws Exception {
        var bytes = ByteBuffer.allocate(SECTOR);
        lane.read((long) sector * SECTOR, bytes);
        for (int i = 1; i < SECTOR; i++) {
            assertEquals(bytes.get(0), bytes.get(i), "sector " + sector + " is torn");
        }
        return bytes.get(0);
    }

    @Test
    void theLayerHoldsAfterwardsWhatThoseBelowHeld() throws Exception {
        try (var user = test.graph.attach("top", job());
                var lane = user.openLane()) {
            lane.copyUp(0, LENGTH);
            var all = lane.status(0, LENGTH);
            assertEquals(LENGTH, all.length());
            assertEquals(Extent.Kind.DATA, all.kind());
            assertEquals(0, lane.copyUp(0, LENGTH));
            assertEquals(7, valueAt(lane, 0));
            assertEquals(0, valueAt(lane, 1));
        }
    }

    @Test
    void noWriteIsLostWhileItIsCopied() throws Exception {
        int writers = 4;
        try (var pool = Executors.newVirtualThreadPerTaskExecutor();
                var user = test.graph.attach("top", job());
                var lane = user.openLane()) {
            var results = new ArrayList<Future<int[]>>();
            for (int i = 0; i < writers; i++) {
                results.add(pool.submit(writer(i, writers)));
            }
            for (long at = 0; at < LENGTH; at += 16 * SECTOR) {
                lane.copyUp(at, 16 * SECTOR);
            }
            for (int i = 0; i < writers; i++) {
                var last = results.get(i).get();
                for (int sector = i; sector < SECTORS; sector += writers) {
                    int below = sector % 2 == 0 ? 7 : 0;
                    int wanted = last[sector] == 0 ? below : last[sector];
                    assertEquals(wanted, valueAt(lane, sector), "sector " + sector);
                }
            }
        }
    }

    /** Writes its own sectors at random; tells what it wrote last. */
    private Callable<int[]> writer(int number, int writers) {
        return () -> {
            var random = new Random(number);
            var last = new int[SECTORS];
            try (var user = test.writing("top");
                    var lane = user.openLane()) {
                for (int i = 0; i < 400; i++) {
                    int sector = random.nextInt(SECTORS / writers) * writers + number;
                    int value = 10 + random.nextInt(100);
                    lane.write((long) sector * SECTOR, bytes(SECTOR, value), RequestFlags.NONE);
                    last[sector] = value;
                }
            }
            return last;
        };
    }

    @Test
    void aWriteWaitsForWhatIsBeingCopiedAndIsNotOverwritten() throws Exception {
        var below = test.memory.disk("base");
        var go = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor();
                var job = test.graph.attach("top", job());
                var copying = job.openLane();
                var guest = test.writing("top");
                var writing = guest.openLane()) {
            below.blockReads = go;
            var copied = pool.submit(() -> copying.copyUp(0, SECTOR));
            while (below.blocked.get() == 0) {
                Thread.onSpinWait();
            }
            var writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            writing.write(0, bytes(SECTOR, 9), RequestFlags.NONE);
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });
            while (writer.isAlive() && writer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            below.blockReads = null;
            go.countDown();
            copied.get();
            writer.join();
            assertEquals(9, valueAt(writing, 0));
        }
    }

    @Test
    void whoMayOnlyReadCantCopyUp() throws Exception {
        try (var user = test.graph.attach("top", TestGraph.reader("r"));
                var lane = user.openLane()) {
            assertThrows(BlockException.class, () -> lane.copyUp(0, SECTOR));
        }
    }

    @Test
    void aNodeIsReopenedWhileItIsCopiedTo() throws Exception {
        var below = test.memory.disk("base");
        var go = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor();
                var job = test.graph.attach("top", job());
                var lane = job.openLane()) {
            below.blockReads = go;
            var copied = pool.submit(() -> lane.copyUp(0, SECTOR));
            while (below.blocked.get() == 0) {
                Thread.onSpinWait();
            }
            var reopened = pool.submit(() -> reopen("base"));
            var second = pool.submit(() -> lane.copyUp(SECTOR, SECTOR));
            below.blockReads = null;
            go.countDown();
            copied.get();
            reopened.get();
            second.get();
            assertEquals(2 * SECTOR, lane.status(0, 2 * SECTOR).length());
        }
    }

    private boolean reopen(String backing) throws IOException {
        var definition = tree("driver", "toy", "node-name", "top", "file", "top-file");
        definition.put("backing", backing);
        test.graph.apply(List.of(new GraphChange.Reopen(definition)));
        return true;
    }

    @Test
    void aLinkBetweenTwoNodesOfAJobIsFrozen() throws Exception {
        image("other", Optional.empty());
        try (var job = test.graph.attach("top", job());
                var below = test.graph.attach("base", job())) {
            reopen("base");
            var e = assertThrows(BlockException.class, () -> reopen("other"));
            assertEquals("Cannot change frozen 'backing' link from 'top' to 'base'", e.sentence());
            assertThrows(
                    BlockException.class,
                    () -> test.graph.apply(List.of(new GraphChange.Replace("base", "other"))));
            assertEquals("top", job.node().name());
            assertEquals("base", below.node().name());
        }
        reopen("other");
    }

    @Test
    void aJobStaysWithItsNodeWhenThatIsReplaced() throws Exception {
        image("other", Optional.empty());
        try (var job = test.graph.attach("base", job());
                var tool = test.graph.attach("base", TestGraph.reader("r"))) {
            test.graph.apply(List.of(new GraphChange.Replace("base", "other")));
            assertEquals("base", job.node().name());
            assertEquals("other", tool.node().name());
        }
    }
}
