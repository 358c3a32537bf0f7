package org.blockyard.kernel.internal.swap;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.OddDriver;
import org.blockyard.kernel.internal.fixture.OddDriver.Oddity;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One node, a good driver on it, and another version that may be odd. */
@Timeout(300)
class SwapTest {
    private static final int SIZE = 1 << 20;

    private final TestGraph test = new TestGraph();
    private final OddDriver good = new OddDriver(Oddity.NONE);
    private final DriverSwaps swaps = test.graph.swaps(List::of);

    @BeforeEach
    void open() throws Exception {
        test.memory.disk("a").sized(SIZE).filled(0, SIZE, 7);
        test.drivers.add(info(good, "1.0.0"));
        test.graph.add(
                tree(
                        "driver",
                        "odd",
                        "node-name",
                        "top",
                        "file",
                        memory("a", "node-name", "file")));
    }

    @AfterEach
    void close() {
        test.close();
        assertEquals(0, good.open.get());
        assertEquals(0, test.memory.disk("a").open.get());
    }

    private SwapRequest quick(boolean rehearse) {
        return new SwapRequest(
                "odd",
                Optional.empty(),
                List.of(),
                rehearse,
                Duration.ofSeconds(4),
                Duration.ofSeconds(4),
                Duration.ofSeconds(4));
    }

    /** With time for a rehearsal on a busy machine. */
    private static SwapRequest patient(SwapRequest request) {
        return new SwapRequest(
                request.driver(),
                request.version(),
                request.nodes(),
                request.rehearse(),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2),
                Duration.ofMinutes(2));
    }

    private NodeSwap swap(OddDriver next, boolean rehearse) throws Exception {
        test.drivers.add(info(next, "2.0.0"));
        boolean hangs = next.oddity.name().startsWith("HANGS_IN_");
        var report = swaps.swap(hangs ? quick(rehearse) : patient(quick(rehearse)));
        assertEquals(1, report.nodes().size());
        return report.nodes().getFirst();
    }

    private String version() throws Exception {
        return test.graph.require("top").driverVersion();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNewVersionServesTheSameBytesAndTheChildStaysOpen(boolean rehearse) throws Exception {
        var next = new OddDriver(Oddity.NONE);
        int openings = test.memory.opened.size();
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            lane.write(4096, bytes(512, 3), RequestFlags.NONE);
            var result = swap(next, rehearse);
            assertEquals("", result.reason());
            assertEquals(Outcome.SWITCHED, result.outcome());
            assertTrue(result.handedOver());
            assertEquals("2.0.0", version());
            assertEquals(NodeState.ACTIVE, test.graph.require("top").state());
            var back = ByteBuffer.allocate(512);
            lane.read(4096, back);
            assertEquals(3, back.get(0));
            lane.write(8192, bytes(512, 4), RequestFlags.NONE);
        }
        assertEquals(4, test.memory.disk("a").bytes[8192]);
        assertEquals(openings, test.memory.opened.size());
        assertEquals(0, good.open.get());
        assertEquals("odd", next.received.orElseThrow().driver());
        assertTrue(test.events.stream().anyMatch(e -> e.name().equals(SwapNews.DONE)));
        test.drivers.remove(info(good, "1.0.0"));
        assertEquals(NodeState.ACTIVE, test.graph.require("top").state());
    }

    @Test
    void aVersionThatSpoilsWhatWasHandedOverDoesNotSpoilItForTheOldOne() throws Exception {
        var result = swap(new OddDriver(Oddity.SPOILS_STATE), false);
        assertEquals(Outcome.REFUSED, result.outcome());
        assertEquals("1.0.0", version());
        assertEquals(OddDriver.KEY, OddDriver.key(good.received.orElseThrow())[0]);
    }

    @Test
    void theRehearsalIsShownWhatTheImageDoesNotTell() throws Exception {
        var result = swap(new OddDriver(Oddity.OTHER_BYTES_WITHOUT_STATE), true);
        assertEquals("", result.reason());
        assertEquals(Outcome.SWITCHED, result.outcome());
    }

    @ParameterizedTest
    @EnumSource(
            value = Oddity.class,
            names = {
                "REFUSES",
                "OTHER_LENGTH",
                "OTHER_MAPPING",
                "OTHER_BYTES",
                "THROWS_AT_FIRST_READ",
                "ERROR_IN_OPEN",
                "HANGS_IN_OPEN",
                "HANGS_IN_READ"
            })
    void aBadVersionIsRefusedAtRehearsalAndTheOldOneNeverNoticed(Oddity oddity) throws Exception {
        var next = new OddDriver(oddity);
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            var result = swap(next, true);
            assertEquals(Outcome.REFUSED, result.outcome());
            assertFalse(result.reason().isBlank());
            assertEquals(Duration.ZERO, result.pause());
            assertEquals(1, good.opened.get());
            lane.write(0, bytes(512, 5), RequestFlags.NONE);
        } finally {
            next.release.countDown();
        }
        assertEquals("1.0.0", version());
    }

    @ParameterizedTest
    @EnumSource(
            value = Oddity.class,
            names = {
                "REFUSES",
                "OTHER_LENGTH",
                "OTHER_MAPPING",
                "OTHER_BYTES",
                "THROWS_AT_FIRST_READ",
                "ERROR_IN_OPEN",
                "HANGS_IN_OPEN",
                "HANGS_IN_READ"
            })
    void withoutRehearsalTheOldVersionComesBackAndNoRequestFails(Oddity oddity) throws Exception {
        var next = new OddDriver(oddity);
        try (var load = new StampedLoad(test, "top", 4, 16)) {
            load.awaitMore(100);
            var result = swap(next, false);
            assertEquals(Outcome.REFUSED, result.outcome());
            assertFalse(result.reason().isBlank());
            load.awaitMore(100);
        } finally {
            next.release.countDown();
        }
        assertEquals("1.0.0", version());
        assertEquals(2, good.opened.get());
        assertEquals(NodeState.ACTIVE, test.graph.require("top").state());
        assertTrue(good.received.isPresent());
    }

    @Test
    void aHangInOpenHarmsNothingWhenItEndsAtLast() throws Exception {
        var next = new OddDriver(Oddity.HANGS_IN_OPEN);
        assertEquals(Outcome.REFUSED, swap(next, false).outcome());
        next.release.countDown();
        while (next.opened.get() == 0 || next.open.get() > 0) {
            Thread.onSpinWait();
        }
        try (var load = new StampedLoad(test, "top", 2, 4)) {
            load.awaitMore(100);
        }
        assertEquals("1.0.0", version());
    }

    @Test
    void anOldDriverThatHangsInCloseIsCutOff() throws Exception {
        var hanging = new OddDriver(Oddity.HANGS_IN_CLOSE);
        assertEquals(Outcome.SWITCHED, swap(hanging, false).outcome());
        var next = new OddDriver(Oddity.NONE);
        test.drivers.add(info(next, "3.0.0"));
        var old = hanging.last;
        try (var load = new StampedLoad(test, "top", 4, 16)) {
            load.awaitMore(100);
            var result = swaps.swap(quick(false)).nodes().getFirst();
            assertEquals("", result.reason());
            assertEquals(Outcome.SWITCHED, result.outcome());
            load.awaitMore(100);
        } finally {
            hanging.release.countDown();
        }
        assertLate(old);
    }

    @Test
    void whatTheOldDriverWritesLateFailsAndChangesNothing() throws Exception {
        var old = good.last;
        swap(new OddDriver(Oddity.NONE), true);
        assertLate(old);
    }

    private void assertLate(OddDriver.Device old) {
        var before = test.memory.disk("a").bytes.clone();
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> old.file.write(0, bytes(512, 99), RequestFlags.NONE));
        assertEquals(ErrorKind.GONE, failure.kind());
        assertThrows(
                BlockException.class,
                () -> old.file.resize(0, org.blockyard.driver.Preallocation.OFF, true));
        assertThrows(BlockException.class, () -> old.file.writeZeroes(0, 512, RequestFlags.NONE));
        assertThrows(BlockException.class, () -> old.file.discard(0, 512));
        assertTrue(java.util.Arrays.equals(before, test.memory.disk("a").bytes));
    }

    @Test
    void aFlushThatFailsEndsTheSwapBeforeAnythingIsClosed() throws Exception {
        var flushless = new OddDriver(Oddity.FAILS_FLUSH);
        assertEquals(Outcome.SWITCHED, swap(flushless, false).outcome());
        test.drivers.add(info(new OddDriver(Oddity.NONE), "3.0.0"));
        var result = swaps.swap(patient(quick(false))).nodes().getFirst();
        assertEquals(Outcome.REFUSED, result.outcome());
        assertEquals(1, flushless.opened.get());
        assertEquals("2.0.0", version());
    }

    @Test
    void twoHundredSwapsUnderLoadLoseNothing() throws Exception {
        var next = new OddDriver(Oddity.NONE);
        test.drivers.add(info(next, "2.0.0"));
        try (var load = new StampedLoad(test, "top", 4, 16)) {
            for (int i = 0; i < 200; i++) {
                var to = i % 2 == 0 ? "2.0.0" : "1.0.0";
                var report = swaps.swap(patient(quick(i % 50 == 0).to(to)));
                assertTrue(report.complete(), report::toString);
                assertEquals(to, version());
                load.awaitMore(10);
            }
        }
    }

    @Test
    void aPinnedNodeIsLeftAloneUnlessItIsNamed() throws Exception {
        test.memory.disk("b").sized(SIZE);
        test.graph.add(tree("driver", "odd", "node-name", "canary", "file", memory("b")));
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        swaps.pin("top", Optional.of("1.0.0"));
        var first = swaps.swap(patient(quick(false)).only(List.of("canary")));
        assertEquals(1, first.nodes().size());
        assertEquals("2.0.0", test.graph.require("canary").driverVersion());
        var all = swaps.swap(patient(quick(false)));
        assertTrue(all.complete());
        assertEquals(
                List.of(Outcome.PINNED, Outcome.UNCHANGED),
                all.nodes().stream().map(NodeSwap::outcome).toList());
        assertEquals(List.of("top"), version("1.0.0").pinned());
        assertEquals(List.of("canary"), version("2.0.0").nodes());
        swaps.swap(patient(quick(false)).only(List.of("top")));
        assertEquals("2.0.0", version());
        assertEquals(List.of("top"), version("2.0.0").pinned());
        assertThrows(BlockException.class, () -> swaps.pin("top", Optional.of("9.9.9")));
    }

    private org.blockyard.swap.DriverVersion version(String version) {
        return swaps.list().stream()
                .filter(v -> v.driver().name().equals("odd"))
                .filter(v -> v.driver().version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExistingNodeKeepsItsVersionOverAReopenAndANewOneGetsTheNewest() throws Exception {
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        test.graph.apply(
                List.of(
                        new org.blockyard.graph.GraphChange.Reopen(
                                tree(
                                        "driver",
                                        "odd",
                                        "node-name",
                                        "top",
                                        "read-only",
                                        true,
                                        "file",
                                        "file"))));
        assertEquals("1.0.0", version());
        test.memory.disk("b").sized(SIZE);
        test.graph.add(tree("driver", "odd", "node-name", "new", "file", memory("b")));
        assertEquals("2.0.0", test.graph.require("new").driverVersion());
    }

    @Test
    void aPinnedNodeWaitsForItsVersion() throws Exception {
        var first = info(good, "1.0.0");
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        swaps.pin("top", Optional.of("1.0.0"));
        test.drivers.remove(first);
        assertEquals(NodeState.SUSPENDED, test.graph.require("top").state());
        test.drivers.add(info(new OddDriver(Oddity.NONE), "3.0.0"));
        assertEquals(NodeState.SUSPENDED, test.graph.require("top").state());
        swaps.pin("top", Optional.empty());
        assertEquals("3.0.0", version());
    }

    @Test
    void drainThatDoesNotEndRefusesTheSwap() throws Exception {
        var gate = new java.util.concurrent.CountDownLatch(1);
        test.drivers.add(info(new OddDriver(Oddity.NONE), "2.0.0"));
        try (var user = test.writing("top");
                var lane = user.openLane()) {
            test.memory.disk("a").blockReads = gate;
            var reader =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            lane.read(0, ByteBuffer.allocate(512));
                                        } catch (java.io.IOException e) {
                                            throw new java.io.UncheckedIOException(e);
                                        }
                                    });
            while (test.memory.disk("a").blocked.get() == 0) {
                Thread.onSpinWait();
            }
            var result = swaps.swap(quick(false)).nodes().getFirst();
            assertEquals(Outcome.REFUSED, result.outcome());
            gate.countDown();
            test.memory.disk("a").blockReads = null;
            reader.join();
        }
        assertEquals("1.0.0", version());
    }
}
