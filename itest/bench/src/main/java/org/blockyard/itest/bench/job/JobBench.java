package org.blockyard.itest.bench.job;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.blockyard.itest.bench.report.Table;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.kit.Programs;

/**
 * {@code bench jobs [--mebibytes N] [--rounds N] [--only JOB]}: copies a raw disk full of data to
 * another, or up into a layer or down from one, with our daemon and QEMU's in turn, while nobody
 * uses it and, where it is the disk that is served, while clients read and write it. Each figure is
 * the median of the rounds.
 */
public final class JobBench {
    private static final int CHUNK = 1 << 20;
    private static final long SEED = 20261121;

    private static final List<ToDoubleFunction<JobFigures>> COLUMNS =
            List.of(
                    JobFigures::rate,
                    JobFigures::durableRate,
                    JobFigures::cpuEach,
                    JobFigures::guestRate,
                    JobFigures::guestMillis,
                    JobFigures::guestLongestMillis);

    private int mebibytes = 4096;
    private int rounds = 3;
    private List<CopyJob> jobs = List.of(CopyJob.values());

    private JobBench() {}

    /** Runs it in a folder that has place for the disk twice. */
    public static boolean run(Path root, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        var bench = new JobBench();
        bench.read(arguments);
        bench.measure(root, folder);
        return true;
    }

    private void read(List<String> arguments) {
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            var value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "--mebibytes" -> mebibytes = Integer.parseInt(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--only" -> jobs = List.of(CopyJob.valueOf(value.toUpperCase()));
                default ->
                        throw new IllegalArgumentException("no option '" + arguments.get(i) + "'");
            }
        }
        if (arguments.size() % 2 != 0) {
            throw new IllegalArgumentException(arguments.getLast() + " needs a value");
        }
    }

    private void measure(Path root, Path folder) throws IOException, InterruptedException {
        if (!Programs.exists(ServerKind.QEMU_STORAGE_DAEMON.program())) {
            throw new IllegalArgumentException("qemu-storage-daemon is not there");
        }
        var source = folder.resolve("source.raw");
        fill(source);
        var table =
                new Table(
                        List.of(
                                "ours / theirs",
                                "MiB/s",
                                "MiB/s durable",
                                "CPU s/GiB",
                                "guest requests/s",
                                "guest p99 ms",
                                "guest longest ms"));
        var run = new JobRun(root, source, folder);
        for (var job : jobs) {
            for (boolean used : new boolean[] {false, true}) {
                if (job.served() || !used) {
                    table.add(row(run, job, used));
                }
            }
        }
        System.out.println(table);
    }

    private void fill(Path file) throws IOException {
        var chunk = new byte[CHUNK];
        var random = new Random(SEED);
        try (var out =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(chunk);
                var bytes = ByteBuffer.wrap(chunk);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
            out.force(false);
        }
    }

    private List<String> row(JobRun run, CopyJob job, boolean used)
            throws IOException, InterruptedException {
        var ours = new ArrayList<JobFigures>();
        var theirs = new ArrayList<JobFigures>();
        for (int i = 0; i < rounds; i++) {
            ours.add(run.measure(ServerKind.BLOCKYARD, job, used));
            peer(run, job, used).ifPresent(theirs::add);
        }
        var one = median(ours);
        var row = new ArrayList<String>();
        row.add(job.name().toLowerCase() + (used ? ", used" : ", idle"));
        var other = theirs.isEmpty() ? Optional.<JobFigures>empty() : Optional.of(median(theirs));
        for (var figure : COLUMNS) {
            row.add(JobFigures.pair(figure, one, other));
        }
        return row;
    }

    /** The peer's figures, unless it does not live through it: that of QEMU 7.2 may abort. */
    private static Optional<JobFigures> peer(JobRun run, CopyJob job, boolean used)
            throws InterruptedException {
        try {
            return Optional.of(run.measure(ServerKind.QEMU_STORAGE_DAEMON, job, used));
        } catch (IOException e) {
            System.err.println(ServerKind.QEMU_STORAGE_DAEMON.title() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static JobFigures median(List<JobFigures> figures) {
        return figures.stream()
                .sorted(Comparator.comparingDouble(JobFigures::seconds))
                .toList()
                .get(figures.size() / 2);
    }
}
