package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.blockyard.itest.kit.Programs;

/**
 * Server CPU time per request of NBD servers. All servers run at once, each on an image of its own,
 * and are loaded in turn, round by round, so that what else the machine does meets all alike.
 */
final class NbdBench {
    private static final long PEER_WARM_UP = 200_000_000L;

    private final Settings settings;
    private final Path folder;
    private final List<ServerKind> kinds = new ArrayList<>();

    NbdBench(Settings settings, Path folder) {
        this.settings = settings;
        this.folder = folder;
    }

    /** Measures all kinds of disks and prints a table for each. */
    void run() throws IOException, InterruptedException {
        for (var kind : ServerKind.values()) {
            if (kind == ServerKind.BLOCKYARD) {
                kinds.add(kind);
            } else if (Programs.exists(kind.program())) {
                kinds.add(kind);
                System.out.println(
                        "peer: " + kind.title() + ": " + Programs.version(kind.program()));
            } else {
                System.out.println("peer: " + kind.title() + " is missing and left out");
            }
        }
        System.out.printf(
                "nbd: server CPU microseconds per request, median of %d rounds of %s s;"
                        + " warm-up before: blockyard %s s, peers 0.2 s of each load%n",
                settings.rounds(), settings.seconds(), settings.warmUpSeconds());
        for (var disk : DiskKind.values()) {
            var chosen =
                    Workload.of(disk).stream()
                            .filter(load -> (disk + " " + load).contains(settings.only()))
                            .toList();
            if (!chosen.isEmpty()) {
                measure(disk, chosen);
            }
        }
    }

    private void measure(DiskKind disk, List<Workload> loads)
            throws IOException, InterruptedException {
        var servers = new ArrayList<RunningServer>();
        try {
            for (var kind : kinds) {
                if (kind.serves(disk)) {
                    var own = Files.createDirectory(folder.resolve(kind.name()));
                    servers.add(
                            RunningServer.start(kind, settings, disk, disk.make(imageTool(), own)));
                }
            }
            var results = new LinkedHashMap<Workload, Map<RunningServer, Figures>>();
            for (var load : loads) {
                var figures = new LinkedHashMap<RunningServer, Figures>();
                for (var server : servers) {
                    boolean java = server.kind() == ServerKind.BLOCKYARD;
                    run(server, load, java ? settings.warmUpNanos() : PEER_WARM_UP, new Figures());
                    figures.put(server, new Figures());
                }
                results.put(load, figures);
            }
            for (int round = 0; round < settings.rounds(); round++) {
                for (var load : loads) {
                    for (var server : servers) {
                        var figures = results.getOrDefault(load, Map.of()).get(server);
                        if (figures != null) {
                            run(server, load, settings.nanos(), figures);
                        }
                    }
                }
            }
            print(disk, results, servers);
        } finally {
            for (var server : servers) {
                server.close();
            }
            WorkFolder.clear(folder);
        }
    }

    private List<String> imageTool() {
        return Programs.exists("qemu-img")
                ? List.of("qemu-img")
                : ServerKind.blockyard(settings, "img");
    }

    /** What was measured of one server under one load. */
    private record Figures(Measured micros, Measured rate) {
        Figures() {
            this(new Measured(), new Measured());
        }
    }

    private void run(RunningServer server, Workload load, long nanos, Figures figures)
            throws IOException, InterruptedException {
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var loads = new ArrayList<Load>();
            for (int i = 0; i < load.connections(); i++) {
                loads.add(new Load(server.client(i), load, i));
            }
            long cpu = Usage.cpuMicros(server.pid());
            long begin = System.nanoTime();
            var running = new ArrayList<Future<Long>>();
            for (var one : loads) {
                running.add(threads.submit(() -> one.run(nanos)));
            }
            long requests = 0;
            for (var one : running) {
                requests += one.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.micros.add((Usage.cpuMicros(server.pid()) - cpu) / (double) requests);
            figures.rate.add(requests / seconds);
        } catch (ExecutionException | IOException e) {
            throw new IOException(server.kind().title() + ", " + load + server.messages(), e);
        }
    }

    private static void print(
            DiskKind disk,
            Map<Workload, Map<RunningServer, Figures>> results,
            List<RunningServer> servers)
            throws IOException {
        var cpu = new Table(head(disk + ": us/request", servers, true));
        var rate = new Table(head(disk + ": requests/s", servers, false));
        results.forEach(
                (load, figures) -> {
                    var cpuRow = new ArrayList<>(List.of(load.toString()));
                    var rateRow = new ArrayList<>(List.of(load.toString()));
                    figures.values().forEach(f -> cpuRow.add(Measured.show(f.micros.median())));
                    figures.values().forEach(f -> rateRow.add(Measured.show(f.rate.median())));
                    var all = figures.values().stream().map(f -> f.micros.median()).toList();
                    all.stream()
                            .skip(1)
                            .forEach(peer -> cpuRow.add(Measured.show(peer / all.getFirst())));
                    cpu.add(cpuRow);
                    rate.add(rateRow);
                });
        System.out.println();
        System.out.println(cpu);
        System.out.println(rate);
        for (var server : servers) {
            System.out.printf(
                    "RSS of %s: %d MiB, anonymous %d MiB%n",
                    server.kind().title(),
                    Usage.mebibytes(server.pid(), "VmRSS"),
                    Usage.mebibytes(server.pid(), "RssAnon"));
        }
    }

    private static List<String> head(String title, List<RunningServer> servers, boolean ratios) {
        var head = new ArrayList<>(List.of(title));
        servers.forEach(server -> head.add(server.kind().title()));
        if (ratios) {
            servers.stream().skip(1).forEach(peer -> head.add(peer.kind().title() + " / ours"));
        }
        return head;
    }
}
