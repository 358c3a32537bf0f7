package org.blockyard.itest.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.ImageTool;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.kit.Programs;

/** How long daemons take until they are ready, and tools until they have done a small thing. */
final class StartBench {
    private static final int TOOL_RUNS = 10;
    private static final long START_LIMIT = TimeUnit.SECONDS.toNanos(60);
    private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(200);

    private final Path root;
    private final int rounds;
    private final Path folder;

    StartBench(Path root, int rounds, Path folder) {
        this.root = root;
        this.rounds = rounds;
        this.folder = folder;
    }

    /** What one start took. */
    private record Figures(Measured wall, Measured cpu, Measured resident) {
        Figures() {
            this(new Measured(), new Measured(), new Measured());
        }
    }

    /** Measures and prints both. */
    void run() throws IOException, InterruptedException {
        var image = DiskKind.QCOW2.make(ImageTool.of(root, folder), folder);
        System.out.printf(
                "start: median of %d rounds; the first start of each is not counted%n", rounds);
        daemons(image);
        tools(image);
    }

    private void daemons(Path image) throws IOException, InterruptedException {
        var results = new LinkedHashMap<ServerKind, Figures>();
        results.put(ServerKind.BLOCKYARD, new Figures());
        if (Programs.exists(ServerKind.QEMU_STORAGE_DAEMON.program())) {
            results.put(ServerKind.QEMU_STORAGE_DAEMON, new Figures());
        } else {
            System.out.println("peer: qemu-storage-daemon is missing and left out");
        }
        for (int round = -1; round < rounds; round++) {
            for (var entry : results.entrySet()) {
                startDaemon(entry.getKey(), image, round < 0 ? new Figures() : entry.getValue());
            }
        }
        var table =
                new Table(
                        List.of("daemon, until its pid file is there", "ms", "CPU ms", "RSS MiB"));
        results.forEach(
                (kind, figures) ->
                        table.add(
                                List.of(
                                        kind.title(),
                                        Measured.show(figures.wall.median()),
                                        Measured.show(figures.cpu.median()),
                                        Measured.show(figures.resident.median()))));
        System.out.println();
        System.out.println(table);
    }

    private void startDaemon(ServerKind kind, Path image, Figures figures)
            throws IOException, InterruptedException {
        var pidFile = folder.resolve("pid");
        Files.deleteIfExists(pidFile);
        var socket = UnixDomainSocketAddress.of(folder.resolve("s"));
        var command = new ArrayList<>(kind.command(root, DiskKind.QCOW2, image, socket));
        command.addAll(List.of("--pidfile", pidFile.toString()));
        var messages = folder.resolve("log");
        long begin = System.nanoTime();
        var process = Programs.start(command, messages);
        try {
            while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
                if (!process.isAlive() || System.nanoTime() - begin > START_LIMIT) {
                    throw new IOException(kind.title() + ": " + Files.readString(messages));
                }
                LockSupport.parkNanos(LOOK_AGAIN);
            }
            figures.wall.add((System.nanoTime() - begin) / 1e6);
            figures.cpu.add(Usage.cpuMicros(process.pid()) / 1e3);
            figures.resident.add(Usage.mebibytes(process.pid(), "VmRSS"));
        } finally {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private void tools(Path image) throws IOException, InterruptedException {
        var commands = new LinkedHashMap<String, List<String>>();
        var ours = new ArrayList<>(ServerKind.blockyard(root, "img"));
        ours.addAll(List.of("info", image.toString()));
        commands.put("blockyard img info", ours);
        if (Programs.exists("qemu-img")) {
            commands.put("qemu-img info", List.of("qemu-img", "info", image.toString()));
        } else {
            System.out.println("peer: qemu-img is missing and left out");
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        commands.put(
                "java, hello world",
                List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        helloJar().toString(),
                        Hello.class.getName()));
        var results = new LinkedHashMap<String, Figures>();
        commands.keySet().forEach(name -> results.put(name, new Figures()));
        for (int round = -1; round < rounds; round++) {
            for (var command : commands.entrySet()) {
                var figures = results.get(command.getKey());
                runTool(command.getValue(), round < 0 || figures == null ? new Figures() : figures);
            }
        }
        printTools(results);
    }

    /**
     * One process is too short for the ticks in which CPU time comes: so many are taken together.
     */
    private void runTool(List<String> command, Figures figures)
            throws IOException, InterruptedException {
        long cpu = Usage.endedChildrenMicros();
        for (int i = 0; i < TOOL_RUNS; i++) {
            long begin = System.nanoTime();
            Programs.run(command, folder.resolve("log"));
            figures.wall.add((System.nanoTime() - begin) / 1e6);
        }
        figures.cpu.add((Usage.endedChildrenMicros() - cpu) / 1e3 / TOOL_RUNS);
    }

    private static void printTools(Map<String, Figures> results) {
        var table = new Table(List.of("tool, from start to end", "ms", "CPU ms"));
        results.forEach(
                (name, figures) ->
                        table.add(
                                List.of(
                                        name,
                                        Measured.show(figures.wall.median()),
                                        Measured.show(figures.cpu.median()))));
        System.out.println(table);
    }

    private Path helloJar() throws IOException {
        var jar = folder.resolve("hello.jar");
        var entry = Hello.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var in = Hello.class.getClassLoader().getResourceAsStream(entry)) {
            if (in == null) {
                throw new IOException("no class file: " + entry);
            }
            out.putNextEntry(new JarEntry(entry));
            in.transferTo(out);
        }
        return jar;
    }
}
