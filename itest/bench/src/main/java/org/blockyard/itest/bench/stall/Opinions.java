package org.blockyard.itest.bench.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.kit.Arguments;
import org.blockyard.itest.kit.Programs;
import org.blockyard.option.Json;

/** Server CPU time and duration of loads that others have written: fio's NBD engine and nbdcopy. */
public final class Opinions {
    private static final String USAGE =
            "blockyard bench opinions [--seconds N] [--rounds N] [--only TEXT] [--json FILE]";
    private static final Map<String, String> DEFAULTS =
            Map.of("--seconds", "1", "--rounds", "3", "--only", "", "--json", "");
    private static final long BYTES = 512L << 20;
    private static final Pattern MOVED = Pattern.compile("\"io_bytes\" : (\\d+)");
    private static final Area DISK = new Area(0, BYTES);

    private final Path root;
    private final Path folder;
    private final int seconds;
    private final int rounds;
    private final String only;
    private final Optional<Path> json;
    private final List<DiskServer> servers = new ArrayList<>();

    private Opinions(Path root, Path folder, Arguments arguments) {
        this.root = root;
        this.folder = folder;
        this.seconds = arguments.number("--seconds", 1);
        this.rounds = arguments.number("--rounds", 1);
        this.only = arguments.text("--only");
        this.json = arguments.file("--json");
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
        new Opinions(root, folder, new Arguments(USAGE, DEFAULTS, arguments)).run();
        return true;
    }

    /** What is run against a server at an address. */
    private interface Client {
        List<String> command(String uri);
    }

    private Map<String, Client> clients() {
        var clients = new LinkedHashMap<String, Client>();
        if (Programs.exists("fio")) {
            for (var job :
                    List.of("randread 4k 16", "randwrite 4k 16", "read 1M 8", "write 1M 8")) {
                clients.put("fio " + job, uri -> fio(job.split(" "), uri));
            }
        } else {
            System.out.println("fio is missing: no opinion of it");
        }
        if (Programs.exists("nbdcopy")) {
            clients.put("nbdcopy to null:", uri -> List.of("nbdcopy", uri, "null:"));
            clients.put(
                    "nbdcopy to the server",
                    uri -> List.of("nbdcopy", folder.resolve("source.raw").toString(), uri));
        } else {
            System.out.println("nbdcopy is missing: no opinion of it");
        }
        clients.keySet().removeIf(name -> !name.contains(only));
        return clients;
    }

    private List<String> fio(String[] job, String uri) {
        return List.of(
                "fio",
                "--name=opinion",
                "--ioengine=nbd",
                "--uri=" + uri,
                "--rw=" + job[0],
                "--bs=" + job[1],
                "--iodepth=" + job[2],
                "--size=" + BYTES,
                "--time_based",
                "--runtime=" + seconds,
                "--output-format=json");
    }

    private void run() throws IOException, InterruptedException {
        var clients = clients();
        DiskFiles.make(folder.resolve("source.raw"), BYTES);
        var all = new ArrayList<Map<String, Object>>();
        try {
            for (var kind : Setup.installed()) {
                var setup = Setup.usual(kind).forPassingClients();
                var run = Files.createDirectory(folder.resolve(setup.folder()));
                var files = Files.createDirectory(run.resolve("files"));
                DiskFiles.make(files.resolve(Scene.DISK), BYTES);
                servers.add(DiskServer.start(setup, root, files, List.of(Scene.DISK), run));
            }
            for (var client : clients.entrySet()) {
                all.addAll(measure(client.getKey(), client.getValue()));
            }
        } finally {
            for (var server : servers) {
                server.close();
            }
        }
        if (json.isPresent()) {
            Files.writeString(json.get(), Json.writePretty(all) + "\n");
        }
    }

    /** CPU time of the server for each MiB that it moved, and MiB in a second. */
    private record Found(Measured micros, Measured rate) {}

    private List<Map<String, Object>> measure(String name, Client client)
            throws IOException, InterruptedException {
        var found = new LinkedHashMap<DiskServer, Found>();
        for (int round = -1; round < rounds; round++) {
            for (var server : servers) {
                var one =
                        found.computeIfAbsent(
                                server, _ -> new Found(new Measured(), new Measured()));
                server.warm(Scene.DISK, DISK);
                long cpu = Usage.cpuMicros(server.pid());
                long begin = System.nanoTime();
                double mebibytes = run(name, client.command(server.uri(Scene.DISK)));
                double took = (System.nanoTime() - begin) / 1e9;
                if (round >= 0) {
                    one.micros.add((Usage.cpuMicros(server.pid()) - cpu) / mebibytes);
                    one.rate.add(mebibytes / took);
                }
            }
        }
        var table = new Table(List.of(name, "server CPU us/MiB", "MiB/s", "CPU / ours"));
        var all = new ArrayList<Map<String, Object>>();
        double ours = found.values().iterator().next().micros.median();
        found.forEach(
                (server, one) -> {
                    double micros = one.micros.median();
                    double rate = one.rate.median();
                    var title = server.setup().title();
                    table.add(
                            List.of(
                                    title,
                                    Measured.show(micros),
                                    Measured.show(rate),
                                    Measured.show(micros / ours)));
                    all.add(
                            Map.of(
                                    "client", name,
                                    "server", title,
                                    "server CPU us/MiB", micros,
                                    "MiB/s", rate));
                });
        System.out.println();
        System.out.print(table);
        return all;
    }

    /** Runs a client and tells how many MiB it has moved. */
    private double run(String name, List<String> command) throws IOException, InterruptedException {
        var said = folder.resolve("client.log");
        Programs.run(command, said);
        if (!name.startsWith("fio")) {
            return BYTES / (double) (1 << 20);
        }
        var text = Files.readString(said);
        double bytes = 0;
        var matcher = MOVED.matcher(text);
        while (matcher.find()) {
            bytes += Double.parseDouble(matcher.group(1));
        }
        return bytes / (1 << 20);
    }
}
