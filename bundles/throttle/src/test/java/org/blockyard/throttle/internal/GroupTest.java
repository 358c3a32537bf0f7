package org.blockyard.throttle.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.option.ReadMode;
import org.blockyard.throttle.Direction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rates that a group lets pass, by a clock of the test's own. */
@Timeout(300)
class GroupTest {
    private final VirtualClock clock = new VirtualClock();

    private ThrottleGroupObject group(Map<String, Object> limits) throws Exception {
        var tree = Map.<String, Object>of("limits", limits);
        return new ThrottleGroupObject(
                clock, new ThrottleGroupType().options().read(tree, ReadMode.JSON));
    }

    private double secondsFor(Map<String, Object> limits, Direction direction, int count, long size)
            throws Exception {
        double before = clock.seconds();
        try (var member = group(limits).join()) {
            for (int i = 0; i < count; i++) {
                member.pass(direction, size);
            }
        }
        return clock.seconds() - before;
    }

    @Test
    void eachOfTheSixRatesHoldsForItsDirectionOnly() throws Exception {
        for (var rate : List.of("iops-total", "iops-read", "iops-write")) {
            for (var direction : Direction.values()) {
                boolean counts =
                        Rate.of(direction)[0].word().equals(rate)
                                || Rate.of(direction)[2].word().equals(rate);
                assertEquals(
                        counts ? 9.9 : 0,
                        secondsFor(Map.of(rate, 100L), direction, 1000, 4096),
                        0.1);
            }
        }
        for (var rate : List.of("bps-total", "bps-read", "bps-write")) {
            for (var direction : Direction.values()) {
                boolean counts =
                        Rate.of(direction)[1].word().equals(rate)
                                || Rate.of(direction)[3].word().equals(rate);
                assertEquals(
                        counts ? 9.9 : 0,
                        secondsFor(Map.of(rate, 409_600L), direction, 1000, 4096),
                        0.1);
            }
        }
    }

    @Test
    void aTotalHoldsForBothDirectionsTogether() throws Exception {
        try (var member = group(Map.of("iops-total", 100L)).join()) {
            for (int i = 0; i < 500; i++) {
                member.pass(Direction.READ, 512);
                member.pass(Direction.WRITE, 512);
            }
        }
        assertEquals(9.9, clock.seconds(), 0.1);
    }

    @Test
    void aBurstPassesAtItsOwnRateForItsLengthAndThenTheAverageHolds() throws Exception {
        var limits =
                Map.<String, Object>of(
                        "iops-total", 100L, "iops-total-max", 1000L, "iops-total-max-length", 5L);
        // what leaks out meanwhile passes too, so a burst lasts a little longer than its length
        assertEquals(5, secondsFor(limits, Direction.READ, 5000, 512), 0.6);
        assertEquals(5 + 45, secondsFor(limits, Direction.READ, 10_000, 512), 6);
    }

    @Test
    void aBurstOfASecondPassesAtOnce() throws Exception {
        var limits = Map.<String, Object>of("iops-total", 100L, "iops-total-max", 1000L);
        assertEquals(0, secondsFor(limits, Direction.READ, 1000, 512), 0.01);
        assertEquals(10, secondsFor(limits, Direction.READ, 2000, 512), 0.1);
    }

    @Test
    void aLargeRequestCountsAsSeveral() throws Exception {
        var limits = Map.<String, Object>of("iops-total", 100L, "iops-size", 4096L);
        assertEquals(9.9, secondsFor(limits, Direction.WRITE, 250, 16384), 0.2);
        assertEquals(9.9, secondsFor(limits, Direction.WRITE, 1000, 512), 0.1);
    }

    @Test
    void limitsChangedLiveHoldForWhoeverWaitsAlready() throws Exception {
        var group = group(Map.of("iops-total", 1L));
        clock.stop();
        var member = (Member) group.join();
        member.pass(Direction.READ, 1);
        var thread = start(member, "a");
        awaitWaiting(member, 1);
        var schema = new ThrottleGroupType().options();
        group.change(
                properties -> {
                    var tree = new LinkedHashMap<>(schema.write(properties));
                    tree.put("limits", Map.of("iops-total", 0L));
                    return schema.read(tree, ReadMode.JSON);
                });
        thread.join();
        assertTrue(member.ready(Direction.READ));
    }

    @Test
    void membersTakeTurnsHoweverManyRequestsEachHas() throws Exception {
        var group = group(Map.of("iops-total", 10L));
        var busy = (Member) group.join();
        var modest = (Member) group.join();
        clock.stop();
        busy.pass(Direction.READ, 1);
        busy.pass(Direction.READ, 1);
        var threads = new ArrayList<Thread>();
        for (int i = 1; i <= 4; i++) {
            threads.add(start(busy, "busy"));
            awaitWaiting(busy, i);
        }
        for (int i = 1; i <= 2; i++) {
            threads.add(start(modest, "modest"));
            awaitWaiting(modest, i);
        }
        clock.go();
        for (var thread : threads) {
            thread.join();
        }
        assertEquals(
                List.of("busy", "modest", "busy", "modest", "busy", "busy"),
                clock.watchers().stream().map(Thread::getName).toList());
    }

    @Test
    void whoIsInHasteWaitsForNothingAndIsCountedAllTheSame() throws Exception {
        var group = group(Map.of("iops-total", 10L));
        var member = (Member) group.join();
        clock.stop();
        member.pass(Direction.WRITE, 1);
        member.pass(Direction.WRITE, 1);
        assertFalse(member.ready(Direction.WRITE));
        var thread = start(member, "w");
        awaitWaiting(member, 1);
        member.hurry();
        thread.join();
        assertTrue(member.ready(Direction.WRITE));
        member.relax();
        assertFalse(member.ready(Direction.WRITE));
        clock.pass(250_000_000);
        assertTrue(member.ready(Direction.WRITE));
    }

    private static Thread start(Member member, String name) {
        return Thread.ofVirtual()
                .name(name)
                .start(
                        () -> {
                            try {
                                member.pass(name.equals("w") ? Direction.WRITE : Direction.READ, 1);
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
    }

    private static void awaitWaiting(Member member, int count) {
        while (member.waiters().count() < count) {
            Thread.onSpinWait();
        }
    }
}
