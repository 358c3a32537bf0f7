package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.Programs;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.Json;

/**
 * Swaps a driver under load, again and again, and measures what that costs: times with and without
 * swaps take turns, so that what else the machine does meets both alike.
 */
public final class SwapBench {
    private static final int WARM_UP_SECONDS = 3;

    private final SwapOptions options;
    private final Path folder;

    private SwapBench(SwapOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    /**
     * Runs what the arguments ask for.
     *
     * @param root the source tree
     * @param folder an empty folder, for images and sockets
     * @return whether everything was as it must be
     * @throws IllegalArgumentException with the usage
     */
    public static boolean run(Path root, Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        var options = SwapOptions.parse(root, arguments);
        if (!Programs.exists("qemu-img")) {
            throw new IOException("qemu-img is missing: it makes and judges the images");
        }
        return options.kills() > 0
                ? new KillBench(options, folder).run()
                : new SwapBench(options, folder).run();
    }

    private boolean run() throws IOException, InterruptedException {
        var figures = new SwapFigures(options.nodes());
        var disk = new Generations(options.blocks());
        var deploy = SwapDaemon.deployFolder(folder);
        var swapper = new Swapper(options, deploy);
        boolean good;
        try (var daemon = SwapDaemon.start(options, folder, disk, deploy)) {
            try (var qmp = daemon.qmp();
                    var load = daemon.load(disk, Mix.USUAL, options.seed())) {
                LockSupport.parkNanos(WARM_UP_SECONDS * 1_000_000_000L);
                measure(daemon, qmp, swapper, load, figures);
                load.close();
                figures.sample(options.swaps(), Footprint.of(daemon.pid()));
                figures.fact("requests failed", load.failed());
                figures.fact("blocks wrong", load.wrong());
                figures.fact("requests answered", load.answered());
                load.complaints().forEach(System.out::println);
                good =
                        load.failed() == 0
                                && load.wrong() == 0
                                && load.complaints().isEmpty()
                                && figures.allSwitched()
                                && figures.nothingLeft();
            }
            good &= judge(daemon, disk, figures);
        }
        System.out.println();
        System.out.println(figures);
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), Json.writePretty(figures.all()) + "\n");
        }
        return good;
    }

    private boolean judge(SwapDaemon daemon, Generations disk, SwapFigures figures)
            throws IOException, InterruptedException {
        int status = daemon.end();
        disk.closed();
        int check = daemon.check();
        int wrong = daemon.verify(disk);
        figures.fact("exit status of the daemon", status);
        figures.fact("qemu-img check", check == 0 ? "clean" : "exit status " + check);
        figures.fact("blocks wrong in the end, by qemu-img", wrong);
        try (var lines = Files.lines(daemon.log())) {
            lines.filter(line -> !line.contains(": INFO: ")).forEach(System.out::println);
        }
        return status == 0 && check == 0 && wrong == 0;
    }

    private void measure(
            SwapDaemon daemon,
            QmpClient qmp,
            Swapper swapper,
            VerifyingLoad load,
            SwapFigures figures)
            throws IOException, InterruptedException {
        int done = 0;
        for (int round = 0; round < options.rounds(); round++) {
            int until = (int) ((long) options.swaps() * (round + 1) / options.rounds());
            int count = until - done;
            if (round % 2 == 0) {
                quiet(load, count, figures);
                swaps(qmp, swapper, load, count, figures);
            } else {
                swaps(qmp, swapper, load, count, figures);
                quiet(load, count, figures);
            }
            done = until;
            figures.sample(done, Footprint.of(daemon.pid()));
        }
    }

    private void quiet(VerifyingLoad load, int count, SwapFigures figures)
            throws InterruptedException {
        load.cut();
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(options.intervalMillis() * 1_000_000L);
            figures.quiet(load.cut());
        }
    }

    private void swaps(
            QmpClient qmp, Swapper swapper, VerifyingLoad load, int count, SwapFigures figures)
            throws IOException, InterruptedException {
        load.cut();
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            var swapped = swapper.swap(qmp);
            long took = System.nanoTime() - begin;
            LockSupport.parkNanos(options.intervalMillis() * 1_000_000L - took);
            figures.swap(swapped, took / 1e6, load.cut());
            tellRefused(figures.swaps(), swapped);
        }
    }

    private static void tellRefused(int swap, List<Swapper.Swapped> swapped) {
        for (var node : swapped) {
            if (!node.switched()) {
                System.out.printf(
                        "swap %d: node '%s' %s at the step '%s': %s%n",
                        swap, node.node(), node.outcome(), node.step(), node.reason());
            }
        }
    }
}
