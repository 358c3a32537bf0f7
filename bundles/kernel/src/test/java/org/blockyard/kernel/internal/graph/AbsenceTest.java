package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.driver.DriverKind;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.Patience;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.MemoryDriver;
import org.blockyard.kernel.internal.fixture.PassDriver;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class AbsenceTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
        for (var name : test.memory.diskNames()) {
            assertEquals(0, test.memory.disk(name).open.get(), name);
        }
    }

    private NodeState state(String node) {
        return test.graph.find(node).orElseThrow().state();
    }

    @Test
    void aDeclaredNodeWaitsForItsDriverAndChildAndOpensBottomUp() throws Exception {
        test.memory.disk("a").sized(512);
        test.graph.declare(
                tree("driver", "late", "node-name", "top", "file", "mid"), Patience.PATIENT);
        test.graph.declare(
                tree("driver", "pass", "node-name", "mid", "file", "a"), Patience.PATIENT);
        assertEquals(
                "driver 'late' is not there",
                test.graph.require("top").stateReason().orElseThrow());
        test.drivers.add(info(new PassDriver("late", DriverKind.FILTER), "1.0.0"));
        assertEquals(
                "node 'mid' is not open", test.graph.require("top").stateReason().orElseThrow());
        test.add("a");
        assertEquals(NodeState.ACTIVE, state("mid"));
        assertEquals(NodeState.ACTIVE, state("top"));
        assertTrue(test.published.containsAll(List.of("+a", "+mid", "+top")));
    }

    @Test
    void requestsWaitWhileTheDriverIsAwayAndNoneFails() throws Exception {
        test.memory.disk("a").sized(1 << 16);
        test.graph.add(
                tree(
                        "driver",
                        "pass",
                        "node-name",
                        "top",
                        "file",
                        memory("a", "node-name", "file")));
        var first = info(test.filter, "1.0.0");
        var second = info(new PassDriver("pass", DriverKind.FILTER), "1.1.0");
        var third = info(test.memory.next(), "1.1.0");
        var failed = new AtomicInteger();
        var wrong = new AtomicInteger();
        var done = new AtomicInteger();
        try (var user = test.writing("top")) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                int mine = i;
                threads.add(
                        Thread.ofPlatform()
                                .daemon()
                                .start(() -> load(user, mine, failed, wrong, done)));
            }
            for (int round = 0; round < 20; round++) {
                test.drivers.remove(first);
                assertEquals(NodeState.SUSPENDED, state("top"));
                test.drivers.remove(info(test.memory, "1.0.0"));
                assertEquals(NodeState.SUSPENDED, state("file"));
                test.drivers.add(second);
                assertEquals(NodeState.SUSPENDED, state("top"));
                test.drivers.add(third);
                assertEquals(NodeState.ACTIVE, state("top"));
                int before = done.get();
                while (done.get() == before) {
                    Thread.onSpinWait();
                }
                test.drivers.remove(third);
                test.drivers.remove(second);
                test.drivers.add(first);
                test.drivers.add(info(test.memory, "1.0.0"));
                assertEquals("1.0.0", test.graph.require("top").driverVersion());
            }
            threads.forEach(Thread::interrupt);
            for (var thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, failed.get());
        assertEquals(0, wrong.get());
        assertTrue(test.events.stream().anyMatch(e -> "suspended".equals(e.data().get("state"))));
    }

    private static void load(
            org.blockyard.graph.BlockUser user,
            int mine,
            AtomicInteger failed,
            AtomicInteger wrong,
            AtomicInteger done) {
        try (var lane = user.openLane()) {
            for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
                lane.write(mine * 4096L, bytes(4096, i), RequestFlags.NONE);
                var back = ByteBuffer.allocate(4096);
                if (!lane.tryRead(mine * 4096L, back)) {
                    lane.read(mine * 4096L, back.clear());
                }
                wrong.addAndGet(back.get(17) == (byte) i ? 0 : 1);
                done.incrementAndGet();
            }
        } catch (Exception e) {
            failed.incrementAndGet();
        }
    }

    @Test
    void byPolicyRequestsFailAtOnceAndGoOnWhenTheDriverReturns() throws Exception {
        test.memory.disk("a").sized(4096);
        test.graph.add(
                tree(
                        "driver",
                        "pass",
                        "node-name",
                        "top",
                        "x-blockyard-when-driver-gone",
                        "fail",
                        "file",
                        memory("a")));
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            test.drivers.remove(info(test.filter, "1.0.0"));
            assertFalse(lane.tryRead(0, ByteBuffer.allocate(512)));
            var failure =
                    assertThrows(
                            BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)));
            assertEquals(ErrorKind.IO, failure.kind());
            test.drivers.add(info(test.filter, "1.0.1"));
            lane.read(0, ByteBuffer.allocate(512));
        }
    }

    @Test
    void afterTheTimeOfThePolicyRequestsFail() throws Exception {
        test.memory.disk("a").sized(4096);
        test.add("a", "x-blockyard-when-driver-gone", "wait:1");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            test.drivers.remove(info(test.memory, "1.0.0"));
            assertEquals(
                    ErrorKind.IO,
                    assertThrows(BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)))
                            .kind());
        }
    }

    @Test
    void aDriverThatRefusesMakesTheNodeFailUntilABetterOneComes() throws Exception {
        test.memory.disk("a").sized(4096);
        test.add("a");
        try (var user = test.writing("a");
                var lane = user.openLane()) {
            test.drivers.remove(info(test.memory, "1.0.0"));
            MemoryDriver bad = test.memory.next();
            bad.refusing = true;
            test.drivers.add(info(bad, "2.0.0"));
            assertEquals(NodeState.FAILED, state("a"));
            assertThrows(BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)));
            test.drivers.add(info(test.memory.next(), "2.0.1"));
            assertEquals(NodeState.ACTIVE, state("a"));
            lane.read(0, ByteBuffer.allocate(512));
        }
    }

    @Test
    void aUserCanGoWhileTheDriverIsAway() throws Exception {
        test.memory.disk("a").sized(4096);
        test.graph.add(
                tree(
                        "driver",
                        "pass",
                        "node-name",
                        "top",
                        "file",
                        memory("a", "node-name", "file")));
        var user = test.writing("top");
        var lane = user.openLane();
        test.drivers.remove(info(test.memory, "1.0.0"));
        var failed = new AtomicInteger();
        var waiting =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        lane.read(0, ByteBuffer.allocate(512));
                                    } catch (Exception e) {
                                        failed.incrementAndGet();
                                    }
                                });
        user.close();
        waiting.join();
        assertEquals(1, failed.get());
        test.graph.remove("top");
        assertEquals(List.of(), test.names());
    }
}
