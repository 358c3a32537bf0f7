package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.blockyard.itest.bench.load.Load;
import org.blockyard.itest.bench.load.Outcome;
import org.blockyard.itest.bench.load.Workload;
import org.blockyard.itest.bench.server.PageCache;
import org.blockyard.itest.bench.server.RunningServer;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.Usage;

/**
 * The servers of a scenario. All run at once, each on an image of its own, and wait for their turn.
 * Closing it ends them.
 */
final class Stage implements AutoCloseable {
    private static final long SEED = 1;

    private final Path root;
    private final Scenario scenario;
    private final Images images;
    private final Path folder;
    private final Map<ServerKind, RunningServer> servers = new EnumMap<>(ServerKind.class);
    private Tally tally = Tally.NONE;

    /**
     * What a load did and what it took.
     *
     * @param outcome seen from the client
     * @param serverMicros CPU time of the server
     * @param diskBytes what the server had fetched from the disk
     * @param residentMebibytes the server's memory after it, files that it has mapped among it
     * @param anonymousMebibytes its memory without files
     */
    record Sample(
            Outcome outcome,
            long serverMicros,
            long diskBytes,
            long residentMebibytes,
            long anonymousMebibytes) {}

    private Stage(Path root, Scenario scenario, Images images, Path folder) {
        this.root = root;
        this.scenario = scenario;
        this.images = images;
        this.folder = folder;
    }

    /** Starts those of the servers that can serve the disk. */
    static Stage start(
            Path root, Scenario scenario, Images images, List<ServerKind> kinds, Path folder)
            throws IOException, InterruptedException {
        var stage = new Stage(root, scenario, images, folder);
        try {
            for (var kind : kinds) {
                if (kind.serves(scenario.disk())) {
                    stage.start(kind);
                }
            }
            return stage;
        } catch (IOException e) {
            stage.close();
            throw e;
        }
    }

    private void start(ServerKind kind) throws IOException, InterruptedException {
        var own = Files.createDirectories(folder.resolve(kind.name()));
        var image = images.of(kind);
        servers.put(
                kind,
                RunningServer.start(
                        kind, root, scenario.disk(), image, scenario.transport(), own, List.of()));
    }

    List<ServerKind> kinds() {
        return new ArrayList<>(servers.keySet());
    }

    RunningServer server(ServerKind kind) {
        return Objects.requireNonNull(servers.get(kind));
    }

    /** What our server was asked for since it has its image. */
    Tally tally() {
        return tally;
    }

    /** Runs a load on a server, prepared as the scenario says. */
    Sample run(ServerKind kind, Workload load, long nanos)
            throws IOException, InterruptedException {
        prepare(kind);
        var server = server(kind);
        try {
            var sample = run(server, load, nanos);
            if (kind == ServerKind.BLOCKYARD) {
                tally = tally.plus(sample.outcome());
            }
            return sample;
        } catch (IOException e) {
            throw new IOException(
                    kind.title() + ", " + scenario + " " + load + server.messages(), e);
        }
    }

    private static Sample run(RunningServer server, Workload load, long nanos)
            throws IOException, InterruptedException {
        var clients = server.clients(load.connections());
        long pid = server.pid();
        long disk = Usage.diskBytesRead(pid);
        long cpu = Usage.cpuMicros(pid);
        var outcome = Load.run(clients, load, nanos, SEED);
        return new Sample(
                outcome,
                Usage.cpuMicros(pid) - cpu,
                Usage.diskBytesRead(pid) - disk,
                Usage.mebibytes(pid, "VmRSS"),
                Usage.mebibytes(pid, "RssAnon"));
    }

    private void prepare(ServerKind kind) throws IOException, InterruptedException {
        switch (scenario.preparation()) {
            case NONE -> {}
            case COLD -> {
                for (var file : images.files(kind)) {
                    PageCache.drop(file, folder.resolve("dd.log"));
                }
            }
            case FRESH -> renew(kind);
        }
    }

    /** Ours keeps its process, for a new one would have its code to compile; peers have not. */
    private void renew(ServerKind kind) throws IOException, InterruptedException {
        var image = images.renew(kind);
        if (kind == ServerKind.BLOCKYARD) {
            server(kind).exchange(image);
            tally = Tally.NONE;
        } else {
            server(kind).close();
            start(kind);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (var server : servers.values()) {
            server.close();
        }
    }
}
