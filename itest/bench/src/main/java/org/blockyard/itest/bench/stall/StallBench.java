package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.kit.Arguments;
import org.blockyard.option.Json;

/**
 * How long a cached read takes while others read what is not cached, flush, or wait for a slow back
 * end; of ours and of peers, in turn.
 */
public final class StallBench {
    private static final String USAGE =
            "blockyard bench stalls [--seconds N] [--rounds N] [--only TEXT] [--json FILE]";
    private static final Map<String, String> DEFAULTS =
            Map.of("--seconds", "1", "--rounds", "3", "--only", "", "--json", "");
    private static final double P99 = 0.99;
    private static final long MUCH = 16 << 20;

    private final Path root;
    private final Path folder;
    private final long nanos;
    private final int rounds;
    private final Optional<Path> json;
    private final List<Scene> scenes;
    private final List<DiskServer> servers = new ArrayList<>();
    private final List<SlowFile> slow = new ArrayList<>();
    private final Map<Scene, Map<DiskServer, Found>> found = new LinkedHashMap<>();

    /** Medians and 99 percent of cached reads, in microseconds, and how many others there were. */
    private record Found(Measured p50, Measured p99, Measured others) {
        Found() {
            this(new Measured(), new Measured(), new Measured());
        }
    }

    private StallBench(Path root, Path folder, Arguments arguments) {
        this.root = root;
        this.folder = folder;
        this.nanos = (long) (arguments.duration("--seconds") * 1e9);
        this.rounds = arguments.number("--rounds", 1);
        this.json = arguments.file("--json");
        var only = arguments.text("--only");
        this.scenes =
                Scene.all().stream()
                        .filter(s -> s.name().equals("idle") || s.name().contains(only))
                        .toList();
    }

    /**
     * Measures what the arguments ask for and prints it.
     *
     * @param root the source tree
     * @param folder an empty folder, for images and sockets
     * @return true: it asserts nothing
     * @throws IllegalArgumentException with the usage
     */
    public static boolean run(Path root, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        new StallBench(root, folder, new Arguments(USAGE, DEFAULTS, arguments)).run();
        return true;
    }

    private void run() throws IOException, InterruptedException {
        if (!SlowFile.possible()) {
            System.out.println("nbdfuse or nbdkit is missing: no slow back end");
        }
        try {
            for (var kind : Setup.installed()) {
                start(Setup.usual(kind));
            }
            for (int round = -1; round < rounds; round++) {
                for (var scene : scenes) {
                    for (var server : servers) {
                        measure(scene, server, round >= 0);
                    }
                }
            }
            print();
        } finally {
            for (var server : servers) {
                server.close();
            }
            for (var one : slow) {
                one.close();
            }
        }
    }

    private void start(Setup setup) throws IOException, InterruptedException {
        var run = Files.createDirectory(folder.resolve(setup.folder()));
        var files = Files.createDirectory(run.resolve("files"));
        DiskFiles.make(files.resolve(Scene.DISK), Scene.DISK_BYTES);
        var served = new ArrayList<>(List.of(Scene.DISK));
        if (setup.servesSeveral()) {
            DiskFiles.make(files.resolve(Scene.OTHER), Scene.OTHER_BYTES);
            served.add(Scene.OTHER);
            if (SlowFile.possible()) {
                var file = SlowFile.mount(run.resolve("slow"), run.resolve("nbdfuse.log"));
                slow.add(file);
                Files.createSymbolicLink(files.resolve(Scene.SLOW), file.path());
                served.add(Scene.SLOW);
            }
        }
        servers.add(DiskServer.start(setup, root, files, served, run));
    }

    private void measure(Scene scene, DiskServer server, boolean counted)
            throws IOException, InterruptedException {
        if (!server.serves(scene.file())) {
            return;
        }
        if (scene.cold()) {
            drop(scene, server);
        }
        server.warm(Scene.DISK, Scene.WARM);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var beside = new ArrayList<>(List.of(Scene.PROBE));
            beside.addAll(scene.beside());
            var probe = new Streams(server.client(Scene.DISK, 0), beside, 1);
            var other = new Streams(server.client(scene.file(), 1), scene.elsewhere(), 2);
            var others = threads.submit(() -> other.run(nanos));
            var own = probe.run(nanos);
            if (counted) {
                var all = new ArrayList<>(own.subList(1, own.size()));
                all.addAll(others.get());
                add(scene, server, own.getFirst(), all);
            }
        } catch (ExecutionException | IOException e) {
            throw new IOException(scene.name() + ", " + server.messages(), e);
        }
    }

    private void drop(Scene scene, DiskServer server) throws IOException, InterruptedException {
        long kept = scene.file().equals(Scene.DISK) ? Scene.WARM.length() : 0;
        long left = server.drop(scene.file(), Scene.WARM) - kept;
        if (left > MUCH) {
            System.out.printf(
                    "%s: %d MiB stayed in the page cache, %s%n",
                    scene.name(), left >> 20, server.setup().title());
        }
    }

    private void add(Scene scene, DiskServer server, Latencies cached, List<Latencies> others) {
        var one =
                found.computeIfAbsent(scene, _ -> new LinkedHashMap<>())
                        .computeIfAbsent(server, _ -> new Found());
        one.p50.add(cached.micros(0.5));
        one.p99.add(cached.micros(P99));
        one.others.add(others.stream().mapToLong(Latencies::total).sum() * 1e9 / nanos);
    }

    private void print() throws IOException {
        var head = new ArrayList<>(List.of("cached 4k reads QD1 while"));
        for (var server : servers) {
            var title = server.setup().kind().title();
            head.addAll(List.of(title + " p50 us", "p99 us", "p99 / idle", "others/s"));
        }
        var table = new Table(head);
        var all = new ArrayList<Map<String, Object>>();
        found.forEach((scene, _) -> table.add(row(scene, all)));
        System.out.println();
        System.out.println(table);
        if (json.isPresent()) {
            Files.writeString(json.get(), Json.writePretty(all) + "\n");
        }
    }

    private List<String> row(Scene scene, List<Map<String, Object>> all) {
        var row = new ArrayList<>(List.of(scene.name()));
        for (var server : servers) {
            var one = found(scene, server);
            double ratio = one.p99.median() / found(scenes.getFirst(), server).p99.median();
            row.addAll(
                    List.of(
                            Measured.show(one.p50.median()),
                            Measured.show(one.p99.median()),
                            Measured.show(ratio),
                            Measured.show(one.others.median())));
            if (!Double.isNaN(ratio)) {
                var entry = new LinkedHashMap<String, Object>();
                entry.put("while", scene.name());
                entry.put("server", server.setup().title());
                entry.put("p50 us", one.p50.median());
                entry.put("p99 us", one.p99.median());
                entry.put("p99 / idle", ratio);
                entry.put("others/s", one.others.median());
                all.add(entry);
            }
        }
        return row;
    }

    private Found found(Scene scene, DiskServer server) {
        return found.getOrDefault(scene, Map.of()).getOrDefault(server, new Found());
    }
}
