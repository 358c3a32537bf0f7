package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.itest.bench.load.Latencies;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.bench.stall.Stream.Order;
import org.blockyard.itest.kit.Arguments;
import org.blockyard.option.Json;

/**
 * How fast disks are read that are not in the page cache, or past it; by ours and by peers, in
 * turn.
 */
public final class ColdBench {
    private static final String USAGE =
            "blockyard bench cold [--seconds N] [--rounds N] [--only TEXT] [--json FILE]";
    private static final Map<String, String> DEFAULTS =
            Map.of("--seconds", "1", "--rounds", "3", "--only", "", "--json", "");
    private static final long BYTES = 1L << 30;
    private static final Area DISK = new Area(0, BYTES);
    private static final Area CACHED = new Area(0, 128 << 20);
    private static final long MUCH = 16 << 20;

    /** What is read, by its name. */
    private static final Map<String, Stream> LOADS = loads();

    private final Path root;
    private final Path folder;
    private final long nanos;
    private final int rounds;
    private final String only;
    private final Optional<Path> json;
    private final List<DiskServer> servers = new ArrayList<>();
    private final Map<String, Map<DiskServer, Found>> found = new LinkedHashMap<>();

    /** What was measured of a server under a load. */
    private record Found(Measured mebibytes, Measured micros, Measured p50, Measured p99) {
        Found() {
            this(new Measured(), new Measured(), new Measured(), new Measured());
        }
    }

    private ColdBench(Path root, Path folder, Arguments arguments) {
        this.root = root;
        this.folder = folder;
        this.nanos = (long) (arguments.duration("--seconds") * 1e9);
        this.rounds = arguments.number("--rounds", 1);
        this.only = arguments.text("--only");
        this.json = arguments.file("--json");
    }

    private static Map<String, Stream> loads() {
        var loads = new LinkedHashMap<String, Stream>();
        loads.put("4k random QD32", Stream.reads(4 << 10, 32, DISK, Order.ONCE));
        loads.put("64k random QD32", Stream.reads(64 << 10, 32, DISK, Order.ONCE));
        loads.put("1M sequential QD8", Stream.reads(1 << 20, 8, DISK, Order.SEQUENTIAL));
        return loads;
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
        new ColdBench(root, folder, new Arguments(USAGE, DEFAULTS, arguments)).run();
        return true;
    }

    private void run() throws IOException, InterruptedException {
        try {
            for (var setup : setups(Setup.installed())) {
                start(setup);
            }
            for (int round = -1; round < rounds; round++) {
                for (var load : LOADS.entrySet()) {
                    for (var server : servers) {
                        if (load.getKey().contains(only)) {
                            measure(load.getKey(), load.getValue(), server, round >= 0);
                        }
                    }
                }
            }
            print();
        } finally {
            for (var server : servers) {
                server.close();
            }
        }
    }

    /** Through the page cache all of them, past it those that can. */
    private static List<Setup> setups(List<ServerKind> kinds) {
        var setups = new ArrayList<Setup>();
        kinds.forEach(kind -> setups.add(Setup.usual(kind)));
        setups.add(new Setup(ServerKind.BLOCKYARD, "cache.direct=on,aio=io_uring"));
        setups.add(new Setup(ServerKind.BLOCKYARD, "cache.direct=on,aio=threads"));
        if (kinds.contains(ServerKind.QEMU_STORAGE_DAEMON)) {
            var peer = ServerKind.QEMU_STORAGE_DAEMON;
            setups.add(new Setup(peer, "cache.direct=on,aio=io_uring"));
            setups.add(new Setup(peer, "cache.direct=on,aio=native"));
        }
        return setups;
    }

    private void start(Setup setup) throws IOException, InterruptedException {
        var run = Files.createDirectory(folder.resolve(setup.folder()));
        var files = Files.createDirectory(run.resolve("files"));
        DiskFiles.make(files.resolve(Scene.DISK), BYTES);
        servers.add(DiskServer.start(setup, root, files, List.of(Scene.DISK), run));
    }

    private void measure(String name, Stream load, DiskServer server, boolean counted)
            throws IOException, InterruptedException {
        long left = server.drop(Scene.DISK, CACHED);
        if (left > CACHED.length() + MUCH) {
            System.out.printf(
                    "%s: %d MiB stayed in the page cache, %s%n",
                    name, left >> 20, server.setup().title());
        }
        long cpu = Usage.cpuMicros(server.pid());
        long begin = System.nanoTime();
        Latencies latencies;
        try {
            latencies =
                    new Streams(server.client(Scene.DISK, 0), List.of(load), 1)
                            .run(nanos)
                            .getFirst();
        } catch (IOException e) {
            throw new IOException(name + ", " + server.messages(), e);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double micros = Usage.cpuMicros(server.pid()) - cpu;
        if (counted) {
            var one =
                    found.computeIfAbsent(name, _ -> new LinkedHashMap<>())
                            .computeIfAbsent(server, _ -> new Found());
            one.mebibytes.add(latencies.total() * (double) load.bytes() / (1 << 20) / seconds);
            one.micros.add(micros / latencies.total());
            one.p50.add(latencies.micros(0.5));
            one.p99.add(latencies.micros(0.99));
        }
    }

    private void print() throws IOException {
        var all = new ArrayList<Map<String, Object>>();
        found.forEach(
                (name, byServer) -> {
                    var head = List.of(name, "MiB/s", "CPU us/request", "p50 us", "p99 us");
                    var table = new Table(head);
                    byServer.forEach((server, one) -> table.add(row(name, server, one, all)));
                    System.out.println();
                    System.out.print(table);
                });
        System.out.println();
        if (json.isPresent()) {
            Files.writeString(json.get(), Json.writePretty(all) + "\n");
        }
    }

    private static List<String> row(
            String name, DiskServer server, Found one, List<Map<String, Object>> all) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("load", name);
        entry.put("server", server.setup().title());
        entry.put("MiB/s", one.mebibytes.median());
        entry.put("CPU us/request", one.micros.median());
        entry.put("p50 us", one.p50.median());
        entry.put("p99 us", one.p99.median());
        all.add(entry);
        var row = new ArrayList<>(List.of(server.setup().title()));
        entry.values().stream()
                .skip(2)
                .forEach(value -> row.add(Measured.show(((Number) value).doubleValue())));
        return row;
    }
}
