package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.QmpClient;

/**
 * Kills the daemon at random moments of swaps under load: the image must be whole, but for leaks,
 * and every flushed block there, each time.
 */
final class KillBench {
    private static final String PHASE = "X_BLOCKYARD_DRIVER_SWAP_PHASE";
    private static final int MOST_SWAPS_BEFORE = 3;

    private final SwapOptions options;
    private final Path folder;
    private final SplittableRandom random;
    private final Map<String, Integer> phases = new TreeMap<>();
    private long flushes;
    private long requests;
    private int leaks;
    private int bad;

    KillBench(SwapOptions options, Path folder) {
        this.options = options;
        this.folder = folder;
        this.random = new SplittableRandom(options.seed());
    }

    /** Kills as often as was asked for and tells whether the disk was right each time. */
    boolean run() throws IOException, InterruptedException {
        var disk = new Generations(options.blocks());
        var deploy = SwapDaemon.deployFolder(folder);
        var swapper = new Swapper(options, deploy);
        try (var daemon = SwapDaemon.start(options, folder, disk, deploy)) {
            for (int round = 0; round < options.kills(); round++) {
                if (round > 0) {
                    daemon.restart();
                }
                killOnce(daemon, disk, swapper, round);
            }
        }
        System.out.printf(
                "kills %d, wrong after %d of them, leaks after %d; requests %d, flushes %d; killed"
                        + " after the phase %s%n",
                options.kills(), bad, leaks, requests, flushes, phases);
        return bad == 0;
    }

    private void killOnce(SwapDaemon daemon, Generations disk, Swapper swapper, int round)
            throws IOException, InterruptedException {
        var load = daemon.load(disk, Mix.FLUSHING, options.seed() + round);
        var phase = new AtomicReference<>("none");
        try (load;
                var qmp = daemon.qmp()) {
            int before = random.nextInt(MOST_SWAPS_BEFORE);
            long begin = System.nanoTime();
            for (int i = 0; i < before; i++) {
                swapper.swap(qmp);
            }
            long usual = before == 0 ? 500_000_000L : (System.nanoTime() - begin) / before;
            long delay = random.nextLong(usual);
            boolean inPause = random.nextBoolean();
            var last = Thread.ofPlatform().start(() -> swapUntilDead(swapper, qmp));
            try (var watch = daemon.watch()) {
                if (inPause) {
                    phase.set(awaitPause(watch));
                    LockSupport.parkNanos(random.nextLong(4_000_000));
                } else {
                    LockSupport.parkNanos(delay);
                    phase.set("at random");
                }
                daemon.kill();
            }
            last.join();
            load.awaitEnd();
        }
        phases.merge(phase.get(), 1, Integer::sum);
        judge(daemon, disk, load, round);
    }

    /** Waits for one of the steps during which requests wait. */
    private String awaitPause(QmpClient watch) throws IOException {
        int skip = random.nextInt(6);
        while (true) {
            var events = watch.await(event -> PHASE.equals(event.get("event")));
            var data =
                    QmpClient.object(
                            java.util.Objects.requireNonNull(events.getLast().get("data")));
            var phase = String.valueOf(data.get("phase"));
            if (!phase.equals("rehearsing") && skip-- <= 0) {
                return phase;
            }
        }
    }

    private static void swapUntilDead(Swapper swapper, QmpClient qmp) {
        try {
            while (true) {
                swapper.swap(qmp);
            }
        } catch (IOException e) {
            // it was killed
        }
    }

    private void judge(SwapDaemon daemon, Generations disk, VerifyingLoad load, int round)
            throws IOException, InterruptedException {
        requests += load.answered();
        flushes += load.flushes();
        int check = daemon.checkAfterKill();
        leaks += check == 3 ? 1 : 0;
        int wrong = daemon.verify(disk);
        if (check != 0 && check != 3 || wrong > 0 || load.failed() > 0 || load.wrong() > 0) {
            bad++;
            System.out.printf(
                    "kill %d: qemu-img check %d, %d blocks wrong; before it %d requests failed, %d"
                            + " blocks wrong%n%s%n%s",
                    round,
                    check,
                    wrong,
                    load.failed(),
                    load.wrong(),
                    load.complaints(),
                    Files.readString(daemon.log()));
        }
    }
}
