package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.bench.server.Usage;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.Programs;
import org.blockyard.option.Json;

/**
 * Keeps a daemon under a verifying load of many clients, watches what it holds meanwhile, and has
 * {@code qemu-img} judge the image in the end.
 */
public final class SoakBench {
    private static final int SAMPLES = 30;
    private static final double MOST_RSS_MIB = 200;

    /** RSS is flat if the second half of the time adds no more than this. */
    private static final double MOST_GROWTH_MIB = 4;

    private final SoakOptions options;
    private final Path root;
    private final Path folder;
    private final SoakFigures figures = new SoakFigures();

    private SoakBench(SoakOptions options, Path root, Path folder) {
        this.options = options;
        this.root = root;
        this.folder = folder;
    }

    /**
     * Runs what the arguments ask for.
     *
     * @param root the source tree
     * @param folder an empty folder, for images and sockets
     * @return whether every byte was right, no request failed, and nothing was left behind
     * @throws IllegalArgumentException with the usage
     */
    public static boolean run(Path root, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        var options = SoakOptions.parse(arguments);
        if (!Programs.exists("qemu-img")) {
            throw new IOException("qemu-img is missing: it makes and judges the images");
        }
        return new SoakBench(options, root, folder).run();
    }

    private boolean run() throws IOException, InterruptedException {
        System.out.println(options);
        var disk = new Generations(options.blocks());
        boolean good;
        try (var daemon = new SoakDaemon(root, folder, options, disk)) {
            good = load(daemon, disk);
            good &= judge(daemon, disk);
        }
        System.out.println();
        System.out.println(figures);
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), Json.writePretty(figures.all()) + "\n");
        }
        return good;
    }

    private boolean load(SoakDaemon daemon, Generations disk)
            throws IOException, InterruptedException {
        long pid = daemon.server().pid();
        var before = Sample.of(pid);
        var mix = Mix.everything(options.connections(), options.depth());
        try (var load = VerifyingLoad.start(daemon::connect, disk, mix, options.seed())) {
            watch(pid, load);
            load.close();
            var peak = Usage.mebibytes(pid, "VmHWM");
            figures.fact("requests answered", load.answered());
            figures.fact("requests failed", load.failed());
            figures.fact("blocks wrong", load.wrong());
            figures.fact("flushes", load.flushes());
            figures.fact("peak of RSS, MiB", peak);
            figures.fact("RSS under " + MOST_RSS_MIB + " MiB", peak < MOST_RSS_MIB ? "yes" : "NO");
            figures.fact("RSS: growth of the second half, MiB", figures.rssGrowth());
            figures.fact("RSS flat", figures.rssGrowth() < MOST_GROWTH_MIB ? "yes" : "NO");
            load.complaints().forEach(System.out::println);
            after(pid, before);
            return load.failed() == 0 && load.wrong() == 0 && load.complaints().isEmpty();
        }
    }

    private void watch(long pid, VerifyingLoad load) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        for (int i = 1; i <= SAMPLES; i++) {
            long wanted = begin + (long) (options.seconds() * 1e9 / SAMPLES * i);
            LockSupport.parkNanos(wanted - System.nanoTime());
            figures.add((System.nanoTime() - begin) / 1e9, Sample.of(pid), load.cut());
        }
    }

    /** What is there when all clients have gone, beside what was there before they came. */
    private void after(long pid, Sample before) throws IOException, InterruptedException {
        var after = Sample.of(pid);
        figures.fact("RSS before and after, MiB", before.rss() + " -> " + after.rss());
        figures.fact("threads before and after", before.threads() + " -> " + after.threads());
        figures.fact(
                "descriptors before and after",
                before.descriptors() + " -> " + after.descriptors());
    }

    private boolean judge(SoakDaemon daemon, Generations disk)
            throws IOException, InterruptedException {
        int status = daemon.server().end();
        disk.closed();
        boolean sound = daemon.sound();
        int wrong = daemon.verify(disk);
        figures.fact("exit status of the daemon", status);
        figures.fact("qemu-img check", sound ? "clean" : "not clean");
        figures.fact("blocks wrong in the end, by qemu-img", wrong);
        var warnings =
                daemon.server().messages().lines().filter(l -> !l.contains(": INFO: ")).toList();
        warnings.forEach(System.out::println);
        return status == 0 && sound && wrong == 0 && warnings.isEmpty();
    }
}
