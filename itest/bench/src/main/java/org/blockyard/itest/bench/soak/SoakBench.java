package org.blockyard.itest.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
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
    private static final int MOST_LOOKS = 30;
    private static final double MOST_RSS_MIB = 200;

    /** RSS is flat if the second half of the time adds no more than this. */
    private static final double MOST_GROWTH_MIB = 4;

    private final SoakOptions options;
    private final Path root;
    private final Path folder;
    private final Generations content;
    private final SoakDisk disk;
    private final List<SoakDisk> victimDisks;
    private final SoakFigures figures = new SoakFigures();
    private boolean good = true;

    private SoakBench(SoakOptions options, Path root, Path folder)
            throws IOException, InterruptedException {
        this.options = options;
        this.root = root;
        this.folder = folder;
        this.content = new Generations(options.blocks());
        this.disk = new SoakDisk(folder, "disk", options.format());
        this.victimDisks = options.kill() ? Victims.disks(folder) : List.of();
        disk.make(content);
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
        var disks = Stream.concat(Stream.of(disk), victimDisks.stream()).toList();
        try (var daemon = new SoakDaemon(root, folder, options.transport(), disks)) {
            var before = Sample.of(daemon.server().pid());
            load(daemon);
            after(before, Sample.of(daemon.server().pid()));
            end(daemon);
        }
        judge();
        System.out.println();
        System.out.println(figures);
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), Json.writePretty(figures.all()) + "\n");
        }
        return good;
    }

    /** Something that must be so is or is not. */
    private void require(boolean met) {
        good &= met;
    }

    private void complain(List<String> complaints) {
        complaints.forEach(System.out::println);
        require(complaints.isEmpty());
    }

    private void load(SoakDaemon daemon) throws IOException, InterruptedException {
        var mix = Mix.everything(options.connections(), options.depth());
        try (var load =
                VerifyingLoad.start(
                        () -> daemon.connect(disk.name()), content, mix, options.seed())) {
            if (victimDisks.isEmpty()) {
                watch(daemon, load, () -> {});
            } else {
                watchWithVictims(daemon, load);
            }
            load.close();
            tell(load);
            rss(Usage.mebibytes(daemon.server().pid(), "VmHWM"));
        }
    }

    private void watchWithVictims(SoakDaemon daemon, VerifyingLoad load)
            throws IOException, InterruptedException {
        var victims = new Victims(daemon, victimDisks, options.seed());
        try (victims) {
            watch(daemon, load, victims::next);
        }
        figures.fact("clients killed", victims.killed());
        complain(victims.complaints());
    }

    /** What is done at each look. */
    private interface Deed {
        void act() throws IOException, InterruptedException;
    }

    private void watch(SoakDaemon daemon, VerifyingLoad load, Deed deed)
            throws IOException, InterruptedException {
        int looks = (int) Math.clamp(options.seconds(), 2, MOST_LOOKS);
        long begin = System.nanoTime();
        for (int i = 1; i <= looks; i++) {
            long wanted = begin + (long) (options.seconds() * 1e9 / looks * i);
            LockSupport.parkNanos(wanted - System.nanoTime());
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.add(seconds, Sample.of(daemon.server().pid()), load.cut());
            deed.act();
        }
    }

    private void tell(VerifyingLoad load) {
        figures.fact("requests answered", load.answered());
        figures.fact("requests failed", load.failed());
        figures.fact("blocks wrong", load.wrong());
        figures.fact("flushes", load.flushes());
        require(load.failed() == 0 && load.wrong() == 0);
        complain(load.complaints());
    }

    private void rss(long peak) {
        figures.fact("peak of RSS, MiB", peak);
        figures.fact("RSS under 200 MiB", peak < MOST_RSS_MIB ? "yes" : "NO");
        double growth = figures.rssGrowth();
        figures.fact("RSS: growth of the second half, MiB", growth);
        figures.fact("RSS flat", growth < MOST_GROWTH_MIB ? "yes" : "NO");
    }

    /** What is there when all clients have gone, beside what was there before they came. */
    private void after(Sample before, Sample after) {
        figures.fact(
                "RSS before and after, MiB", (long) before.rss() + " -> " + (long) after.rss());
        figures.fact("threads before and after", before.threads() + " -> " + after.threads());
        figures.fact(
                "descriptors before and after",
                before.descriptors() + " -> " + after.descriptors());
    }

    private void end(SoakDaemon daemon) throws IOException, InterruptedException {
        int status = daemon.server().end();
        figures.fact("exit status of the daemon", status);
        require(status == 0);
        complain(
                daemon.server()
                        .messages()
                        .lines()
                        .filter(line -> !line.contains(": INFO: "))
                        .toList());
    }

    private void judge() throws IOException, InterruptedException {
        content.closed();
        boolean sound = disk.sound();
        int wrong = disk.wrong(content);
        figures.fact("qemu-img check", sound ? "clean" : "not clean");
        figures.fact("blocks wrong in the end, by qemu-img", wrong);
        require(sound && wrong == 0);
        for (var one : victimDisks) {
            int strange = one.strange();
            figures.fact("blocks of nobody on " + one.name(), strange);
            require(strange == 0);
        }
    }
}
