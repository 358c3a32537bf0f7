package org.blockyard.itest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.itest.bench.report.Measured;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.kit.Programs;

/** The image tool against {@code qemu-img}: wall and CPU time of whole processes, as ratios. */
final class ImgBench {
    private final Path root;
    private final Path folder;
    private final boolean quick;
    private final int rounds;
    private final String only;

    private ImgBench(Path root, Path folder, boolean quick, int rounds, String only) {
        this.root = root;
        this.folder = folder;
        this.quick = quick;
        this.rounds = rounds;
        this.only = only;
    }

    /** Reads {@code [--quick] [--rounds N] [--only TEXT]}. */
    static ImgBench of(Path root, Path folder, List<String> arguments) {
        boolean quick = false;
        int rounds = 3;
        var only = "";
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            boolean more = i + 1 < arguments.size();
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.equals("--rounds") && more) {
                rounds = Integer.parseInt(arguments.get(++i));
            } else if (argument.equals("--only") && more) {
                only = arguments.get(++i);
            } else {
                throw new IllegalArgumentException(
                        "usage: blockyard bench img [--quick] [--rounds N] [--only TEXT]");
            }
        }
        return new ImgBench(root, folder, quick, rounds, only);
    }

    /** What one tool took for one thing. */
    private record Figures(Measured wall, Measured cpu) {
        Figures() {
            this(new Measured(), new Measured());
        }
    }

    /** Measures and prints. */
    void run() throws IOException, InterruptedException {
        if (!Programs.exists("qemu-img")) {
            System.out.println("peer: qemu-img is missing, there is nothing to compare with");
            return;
        }
        System.out.println("peer: " + Programs.version("qemu-img"));
        System.out.printf(
                "img: median of %d rounds of whole processes; ratios are ours to the peer's,"
                        + " so less than 1 is better%n%n",
                rounds);
        var files = new ImgFiles(folder, quick);
        files.make();
        var ours = List.of(root.resolve("blockyard").toString(), "img");
        var theirs = List.of("qemu-img");
        var start = ImgCase.often("start alone (--version)", "--version");
        measure(start, ours, new Figures(), 1); // makes the cache, if there is none yet
        var ourStart = measure(start, ours, new Figures(), rounds);
        var theirStart = measure(start, theirs, new Figures(), rounds);
        var table =
                new Table(
                        List.of(
                                "what",
                                "qemu-img s",
                                "CPU s",
                                "blockyard s",
                                "CPU s",
                                "wall ratio",
                                "CPU ratio",
                                "CPU ratio but start"));
        table.add(row(start, theirStart, ourStart, 0, 0));
        for (var one : cases(files)) {
            if (!one.name().contains(only)) {
                continue;
            }
            var us = new Figures();
            var them = new Figures();
            try {
                for (int round = 0; round < rounds; round++) {
                    measure(one, theirs, them, 1);
                    measure(one, ours, us, 1);
                }
            } catch (IOException e) {
                System.out.println(
                        one.name() + " is left out: " + String.valueOf(e.getMessage()).strip());
                continue;
            }
            table.add(row(one, them, us, theirStart.cpu().median(), ourStart.cpu().median()));
        }
        System.out.println(table);
    }

    private List<ImgCase> cases(ImgFiles files) {
        var raw = files.path("raw");
        var qcow2 = files.path("qcow2");
        var text = files.path("text");
        var out = ImgCase.OUT;
        var cases = new ArrayList<ImgCase>();
        cases.add(
                ImgCase.once("convert raw qcow2", "convert", "-f", "raw", "-O", "qcow2", raw, out));
        cases.add(
                ImgCase.once(
                        "convert qcow2 raw", "convert", "-f", "qcow2", "-O", "raw", qcow2, out));
        cases.add(
                ImgCase.once(
                        "convert qcow2 qcow2",
                        "convert",
                        "-f",
                        "qcow2",
                        "-O",
                        "qcow2",
                        qcow2,
                        out));
        cases.add(
                ImgCase.once(
                        "convert -c zlib", "convert", "-c", "-f", "raw", "-O", "qcow2", text, out));
        cases.add(
                ImgCase.once(
                        "convert -c zstd",
                        "convert",
                        "-c",
                        "-f",
                        "raw",
                        "-O",
                        "qcow2",
                        "-o",
                        "compression_type=zstd",
                        text,
                        out));
        cases.add(
                ImgCase.once(
                        "convert raw qcow2+luks",
                        "convert",
                        "--object",
                        ImgFiles.secret(files.path("secret")),
                        "-f",
                        "raw",
                        "-O",
                        "qcow2",
                        "-o",
                        ImgFiles.LUKS,
                        text,
                        out));
        cases.add(
                ImgCase.once(
                        "convert qcow2+luks raw",
                        "convert",
                        "--object",
                        ImgFiles.secret(files.path("secret")),
                        "--image-opts",
                        "-O",
                        "raw",
                        "driver=qcow2,encrypt.key-secret=s,file.filename=" + files.path("luks"),
                        out));
        cases.add(
                ImgCase.once(
                        "convert -C raw raw", "convert", "-C", "-f", "raw", "-O", "raw", raw, out));
        cases.add(
                ImgCase.once(
                        "compare raw qcow2", "compare", "-f", "raw", "-F", "qcow2", raw, qcow2));
        cases.add(
                ImgCase.once(
                        "compare qcow2 qcow2",
                        "compare",
                        "-f",
                        "qcow2",
                        "-F",
                        "qcow2",
                        qcow2,
                        files.path("same")));
        cases.add(
                ImgCase.often(
                        quick ? "check 1 TiB with 256 MiB" : "check 1 TiB with 4 GiB",
                        "check",
                        "-f",
                        "qcow2",
                        files.path("huge")));
        cases.add(
                ImgCase.often(
                        "map of many pieces",
                        "map",
                        "--output=json",
                        "-f",
                        "qcow2",
                        files.path("pieces")));
        cases.add(ImgCase.often("create", "create", "-q", "-f", "qcow2", out, "10G"));
        cases.add(ImgCase.often("info", "info", qcow2));
        return cases;
    }

    private Figures measure(ImgCase one, List<String> tool, Figures figures, int times)
            throws IOException, InterruptedException {
        var out = folder.resolve("out");
        for (int round = 0; round < times; round++) {
            long cpu = Usage.endedChildrenMicros();
            long wall = 0;
            for (int i = 0; i < one.repeats(); i++) {
                Files.deleteIfExists(out);
                long begin = System.nanoTime();
                Programs.run(one.command(tool, out), folder.resolve("log"));
                wall += System.nanoTime() - begin;
            }
            figures.wall().add(wall / 1e9 / one.repeats());
            figures.cpu().add((Usage.endedChildrenMicros() - cpu) / 1e6 / one.repeats());
        }
        return figures;
    }

    private static List<String> row(
            ImgCase one, Figures them, Figures us, double theirStart, double ourStart) {
        double theirCpu = them.cpu().median();
        double ourCpu = us.cpu().median();
        boolean comparable = theirStart > 0 && theirCpu - theirStart > 0.01;
        return List.of(
                one.name(),
                Measured.show(them.wall().median()),
                Measured.show(theirCpu),
                Measured.show(us.wall().median()),
                Measured.show(ourCpu),
                Measured.show(us.wall().median() / them.wall().median()),
                Measured.show(ourCpu / theirCpu),
                comparable
                        ? Measured.show(Math.max(0, ourCpu - ourStart) / (theirCpu - theirStart))
                        : "-");
    }
}
