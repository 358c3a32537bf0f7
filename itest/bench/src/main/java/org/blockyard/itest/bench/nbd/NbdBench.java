package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.report.Machine;
import org.blockyard.itest.bench.report.Page;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.ImageTool;
import org.blockyard.itest.bench.server.PageCache;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.Programs;
import org.blockyard.option.Json;

/**
 * NBD servers under loads of all kinds, in turn and round by round, so that what else the machine
 * does meets all alike.
 */
public final class NbdBench {
    /** A busy machine must not make a quick run a long one. */
    private static final Duration QUICK_PATIENCE = Duration.ofSeconds(110);

    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final double QUICK_STEADY_SECONDS = 5;
    private static final double STEADY_SECONDS = 10;

    private final Instant begin = Instant.now();
    private final NbdOptions options;
    private final Path folder;
    private final ImageTool tool;
    private final Page page = new Page();
    private final Map<String, Object> json = new LinkedHashMap<>();
    private final List<ServerKind> kinds = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final Map<Scenario, Agreement> agreements = new LinkedHashMap<>();
    private Optional<SteadyState> steady = Optional.empty();

    /** Prepares a run with its images and sockets in an empty folder. */
    public NbdBench(NbdOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
        this.tool = ImageTool.of(options.root(), folder);
    }

    /** Measures all, prints it, and writes the report and the figures where that is asked for. */
    public void run() throws IOException, InterruptedException {
        introduce();
        var scenarios =
                Scenario.all().stream()
                        .map(scenario -> scenario.only(options.only()))
                        .filter(scenario -> !scenario.loads().isEmpty())
                        .toList();
        for (var disk : DiskKind.values()) {
            try (var images = new Images(disk, tool, folder)) {
                for (var scenario : scenarios) {
                    if (scenario.disk() == disk) {
                        measure(scenario, images);
                    }
                }
                if (disk == DiskKind.RAW && SteadyState.NAME.contains(options.only())) {
                    steadyState(images);
                }
            }
        }
        judge();
        compareCounts();
        conclude();
    }

    private void introduce() throws IOException, InterruptedException {
        var peers = new ArrayList<String>();
        for (var kind : ServerKind.values()) {
            if (kind == ServerKind.BLOCKYARD || Programs.exists(kind.program())) {
                kinds.add(kind);
            }
            if (kind != ServerKind.BLOCKYARD) {
                peers.add(
                        kinds.contains(kind)
                                ? kind.title() + ": " + Programs.version(kind.program())
                                : kind.title() + " is missing and left out");
            }
        }
        page.add("# NBD servers compared");
        page.add("* " + Machine.describe() + "\n* " + String.join("\n* ", peers));
        page.add(
                """
                Median of %d rounds of %s s; before the first each load ran on blockyard for %s s, on peers for 0.1 s. \
                The page cache was dropped before each run of "cold" loads, by %s."""
                        .formatted(
                                options.rounds(),
                                options.seconds(),
                                options.warmUpSeconds(),
                                PageCache.HOW));
        json.put("machine", Machine.json());
        json.put("peers", peers);
        json.put("rounds", options.rounds());
        json.put("seconds", options.seconds());
        json.put("warm-up-seconds", options.warmUpSeconds());
    }

    private void measure(Scenario scenario, Images images)
            throws IOException, InterruptedException {
        var late = begin.plus(options.quick() ? QUICK_PATIENCE : PATIENCE);
        var found = new ScenarioBench(options, kinds, folder, late).run(scenario, images);
        results.add(found.figures());
        agreements.put(scenario, found.agreement());
        new ResultTables(found.figures()).show(page);
        if (found.rounds() < options.rounds()) {
            page.add("It was late: rounds measured here: " + found.rounds());
        }
    }

    private void steadyState(Images images) throws IOException, InterruptedException {
        var scenario = Scenario.alone(SteadyState.LOAD);
        var ours = List.of(ServerKind.BLOCKYARD);
        try (var stage = Stage.start(options.root(), scenario, images, ours, folder)) {
            double seconds = options.quick() ? QUICK_STEADY_SECONDS : STEADY_SECONDS;
            var found = SteadyState.of(stage, seconds);
            page.section(SteadyState.NAME);
            page.add(found.table());
            page.add(found);
            json.put("steady-state", found.json());
            steady = Optional.of(found);
        }
    }

    private void judge() {
        var targets = Target.json(results);
        var goals = Goal.of(results, steady);
        page.section("Targets");
        if (!targets.isEmpty()) {
            page.add("Server CPU time of a request, the peer's by ours.");
            page.add(Target.table(results));
        }
        if (!goals.isEmpty()) {
            page.add(Goal.table(goals));
        }
        json.put("targets", targets);
        json.put("goals", goals.stream().map(Goal::json).toList());
    }

    private void compareCounts() {
        if (!agreements.isEmpty()) {
            page.section("Agreement of the daemon's figures");
            page.add(Agreement.table(agreements));
            page.add(
                    """
                    "bytes": the daemon does writes of more than 128 KiB in parts as they come in, \
                    and counts those at the node.""");
        }
        var agreed = new LinkedHashMap<String, Object>();
        agreements.forEach((scenario, found) -> agreed.put(scenario.toString(), found.json()));
        json.put("agreement", agreed);
    }

    private void conclude() throws IOException {
        var load = Machine.load();
        long seconds = Duration.between(begin, Instant.now()).toSeconds();
        page.add("Load at the end: %s, after %d s".formatted(load, seconds));
        json.put("loads", results.stream().flatMap(result -> result.json().stream()).toList());
        json.put("load-at-the-end", load);
        json.put("took-seconds", seconds);
        if (options.report().isPresent()) {
            page.save(options.report().get());
        }
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), Json.writePretty(json) + "\n");
        }
    }
}
