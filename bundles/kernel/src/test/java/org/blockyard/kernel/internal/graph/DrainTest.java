package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DrainTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    private void passOverMemory() throws Exception {
        test.memory.disk("a").sized(1 << 16);
        test.add("a");
        test.graph.add(tree("driver", "pass", "node-name", "top", "file", "a"));
    }

    @Test
    void nothingIsInFlightInASectionUnderLoadAndSectionsNest() throws Exception {
        passOverMemory();
        var stop = new AtomicBoolean();
        var failed = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        try (var user = test.writing("top")) {
            for (int i = 0; i < 16; i++) {
                int mine = i;
                threads.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try (var lane = user.openLane()) {
                                                while (!stop.get()) {
                                                    lane.write(
                                                            mine * 512L,
                                                            bytes(512, mine),
                                                            RequestFlags.NONE);
                                                }
                                            } catch (Exception e) {
                                                failed.incrementAndGet();
                                            }
                                        }));
            }
            for (int round = 0; round < 200; round++) {
                try (var outer = test.graph.drain(List.of("a"));
                        var inner = test.graph.drain(List.of("top"))) {
                    assertEquals(0, test.graph.require("a").statistics().inFlight());
                    long before = test.graph.require("a").statistics().writes().done();
                    inner.close();
                    inner.close();
                    assertEquals(0, test.memory.disk("a").inFlight.get());
                    assertEquals(before, test.graph.require("a").statistics().writes().done());
                }
            }
            stop.set(true);
            for (var thread : threads) {
                thread.join();
            }
        }
        assertEquals(0, failed.get());
    }

    @Test
    void theQuickWaysSayNoWhileDrained() throws Exception {
        passOverMemory();
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            var section = test.graph.drain(List.of("top"));
            assertFalse(lane.tryRead(0, ByteBuffer.allocate(512)));
            assertFalse(lane.tryWrite(0, bytes(512, 1), RequestFlags.NONE));
            assertTrue(lane.tryMap(0, 512).isEmpty());
            assertTrue(lane.tryMapSome(0, 512).isEmpty());
            assertTrue(lane.trySendable(0, 512).isEmpty());
            assertTrue(lane.tryStatus(0, 512).isEmpty());
            assertTrue(lane.tryChainStatus(0, 512).isEmpty());
            section.close();
            assertTrue(lane.tryRead(0, ByteBuffer.allocate(512)));
        }
    }

    @Test
    void mappedMemoryKeepsWritesOffAndIsInFlightUntilItComesBack() throws Exception {
        passOverMemory();
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            var mapped = lane.tryMap(0, 4096).orElseThrow();
            assertEquals(1, test.graph.require("a").statistics().inFlight());
            assertEquals(1, test.graph.require("top").statistics().inFlight());
            lane.write(4096, bytes(512, 1), RequestFlags.NONE);
            var written = new CountDownLatch(1);
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    lane.write(0, bytes(512, 1), RequestFlags.NONE);
                                    written.countDown();
                                } catch (Exception e) {
                                    // the latch tells
                                }
                            });
            while (test.graph.require("a").statistics().inFlight() < 2) {
                Thread.onSpinWait();
            }
            assertEquals(0, test.memory.disk("a").bytes[0]);
            mapped.close();
            mapped.close();
            written.await();
            assertEquals(1, test.memory.disk("a").bytes[0]);
            assertEquals(0, test.graph.require("a").statistics().inFlight());
        }
    }

    @Test
    void whatIsLentToBeSentIsInFlightAndKeepsNoWritesOff() throws Exception {
        passOverMemory();
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            var lent = lane.trySendable(0, 4096).orElseThrow();
            assertEquals(1, test.graph.require("a").statistics().inFlight());
            assertEquals(1, test.graph.require("top").statistics().inFlight());
            assertEquals(4096, test.graph.require("top").statistics().reads().bytes());
            lane.write(0, bytes(512, 1), RequestFlags.NONE);
            var arrived = new ByteArrayOutputStream();
            assertEquals(4096, lent.send(0, Channels.newChannel(arrived)));
            assertEquals(1, arrived.toByteArray()[0]);
            lent.close();
            lent.close();
            assertEquals(0, test.graph.require("a").statistics().inFlight());
            assertEquals(0, test.graph.require("top").statistics().inFlight());
        }
    }

    @Test
    void growingDoesNotWaitForMappedMemory() throws Exception {
        passOverMemory();
        try (var user = test.writing("top");
                var lane = user.openLane();
                var mapped = lane.tryMap(0, 512).orElseThrow()) {
            test.graph.resize("top", 1 << 17, Preallocation.OFF);
            assertEquals(1 << 17, lane.length());
        }
    }

    @Test
    void aRevokedHandleFailsAndChangesNothing() throws Exception {
        passOverMemory();
        var device = test.memory.opened.getFirst();
        var child = new java.util.concurrent.atomic.AtomicReference<org.blockyard.driver.Child>();
        var stealing = new StealingDriver(child);
        test.drivers.add(TestGraph.info(stealing, "1.0.0"));
        test.graph.add(
                tree(
                        "driver",
                        "stealing",
                        "node-name",
                        "s",
                        "file",
                        memory("a", "node-name", "b")));
        child.get().write(0, bytes(1, 5), RequestFlags.NONE);
        test.graph.remove("s");
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> child.get().write(0, bytes(1, 6), RequestFlags.NONE));
        assertEquals(ErrorKind.GONE, failure.kind());
        assertFalse(child.get().tryRead(0, ByteBuffer.allocate(1)));
        assertEquals(5, test.memory.disk("a").bytes[0]);
        assertEquals("a", device.context().nodeName());
    }

    @Test
    void aDefectOfADriverIsAnErrorThatNamesTheNode() throws Exception {
        passOverMemory();
        test.memory.disk("a").throwUnchecked = true;
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            var failure =
                    assertThrows(
                            BlockException.class, () -> lane.read(0, ByteBuffer.allocate(512)));
            assertEquals(ErrorKind.IO, failure.kind());
            assertEquals("a", failure.node().orElseThrow());
            assertEquals(0, test.graph.require("a").statistics().inFlight());
            assertEquals(1, test.graph.require("top").statistics().reads().failed());
        }
    }
}
