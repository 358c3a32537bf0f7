package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.blockyard.itest.bench.server.ServerKind;

/** Measures one scenario: warms all up, then goes round by round through loads and servers. */
final class ScenarioBench {
    private static final long PEER_WARM_UP = 100_000_000L;

    private final NbdOptions options;
    private final List<ServerKind> kinds;
    private final Path folder;
    private final Instant late;

    /**
     * What was found.
     *
     * @param figures of all loads and servers
     * @param rounds how many rounds there were
     * @param agreement whether our daemon has counted the same
     */
    record Found(Result figures, int rounds, Agreement agreement) {}

    /**
     * Prepares it.
     *
     * @param late from when on one round must do
     */
    ScenarioBench(NbdOptions options, List<ServerKind> kinds, Path folder, Instant late) {
        this.options = options;
        this.kinds = kinds;
        this.folder = folder;
        this.late = late;
    }

    Found run(Scenario scenario, Images images) throws IOException, InterruptedException {
        try (var stage = Stage.start(options.root(), scenario, images, kinds, folder)) {
            warmUp(stage, scenario);
            var result = new Result(scenario, stage.kinds());
            int rounds = 0;
            do {
                round(stage, scenario, result);
                rounds++;
            } while (rounds < options.rounds() && Instant.now().isBefore(late));
            var ours = stage.server(ServerKind.BLOCKYARD);
            return new Found(result, rounds, Agreement.of(ours, stage.tally()));
        }
    }

    private void round(Stage stage, Scenario scenario, Result result)
            throws IOException, InterruptedException {
        for (var load : scenario.loads()) {
            for (var kind : stage.kinds()) {
                result.of(load, kind).add(stage.run(kind, load, options.nanos()));
            }
        }
    }

    /** Ours until the compilers are done with it. */
    private void warmUp(Stage stage, Scenario scenario) throws IOException, InterruptedException {
        for (var load : scenario.loads()) {
            for (var kind : stage.kinds()) {
                boolean ours = kind == ServerKind.BLOCKYARD;
                stage.run(kind, load, ours ? options.warmUpNanos() : PEER_WARM_UP);
            }
        }
    }
}
