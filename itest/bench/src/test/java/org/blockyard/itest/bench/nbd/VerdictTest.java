package org.blockyard.itest.bench.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.bench.load.Outcome;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.server.ServerKind;
import org.junit.jupiter.api.Test;

/** What is said of figures, whatever they are. */
class VerdictTest {
    private static final Workload READ = Workload.reads(4096, 16);

    @Test
    void aTargetIsReachedByTheRatioOfMedians() {
        var result = new Result(Scenario.alone(READ), List.of(ServerKind.values()));
        for (long micros : new long[] {1000, 900, 50_000}) {
            result.of(READ, ServerKind.BLOCKYARD).add(sample(1000, micros, 10));
        }
        result.of(READ, ServerKind.QEMU_NBD).add(sample(1000, 8000, 10));
        result.of(READ, ServerKind.QEMU_STORAGE_DAEMON).add(sample(1000, 3999, 10));
        result.of(READ, ServerKind.NBDKIT).add(sample(1000, 4000, 10));
        var found = Target.json(List.of(result));
        assertEquals(
                List.of(true, false, true),
                found.stream().map(target -> target.get("reached")).toList());
        assertEquals(8.0, found.getFirst().get("measured"));
    }

    @Test
    void loadsWithoutATargetOrWithoutAPeerAreNotJudged() {
        var other = Workload.reads(4096, 3);
        var result = new Result(Scenario.alone(other), List.of(ServerKind.values()));
        var lonely = new Result(Scenario.alone(READ), List.of(ServerKind.BLOCKYARD));
        assertEquals(List.of(), Target.json(List.of(result, lonely)));
    }

    @Test
    void aCrowdMayTakeSoMuchMemory() {
        for (int mebibytes : new int[] {199, 201}) {
            var result = new Result(Scenario.alone(Scenario.CROWD), List.of(ServerKind.BLOCKYARD));
            result.of(Scenario.CROWD, ServerKind.BLOCKYARD).add(sample(1, 1, mebibytes));
            var goals = Goal.of(List.of(result), Optional.empty());
            assertEquals(1, goals.size());
            assertEquals(mebibytes < 200, goals.getFirst().json().get("reached"));
        }
    }

    @Test
    void neverSteadyIsNotReached() {
        var window = new SteadyState.Window(0, 1, 1);
        var goals = Goal.of(List.of(), Optional.of(new SteadyState(List.of(window))));
        assertEquals(false, goals.getFirst().json().get("reached"));
    }

    @Test
    void countsAgreeWhereEverySourceTellsTheSame() {
        var asked = tally(10, 40_960);
        var parts = tally(12, 40_960);
        var less = tally(10, 36_864);
        assertEquals("yes", verdict(asked, asked, asked));
        assertEquals("bytes", verdict(asked, parts, asked));
        assertEquals("no", verdict(asked, asked, less));
    }

    private static Object verdict(Tally asked, Tally first, Tally second) {
        var json = new Agreement(asked, Map.of("first", first, "second", second)).json();
        assertTrue(json.containsKey("first"));
        return json.getOrDefault("reads-agree", "");
    }

    private static Tally tally(long requests, long bytes) {
        return new Tally(new Tally.Count(requests, bytes), new Tally.Count(0, 0));
    }

    private static Stage.Sample sample(long requests, long serverMicros, long mebibytes) {
        var outcome = new Outcome(requests, 0, 4096, 1, 1, new Latencies());
        return new Stage.Sample(outcome, serverMicros, 0, mebibytes, mebibytes);
    }
}
