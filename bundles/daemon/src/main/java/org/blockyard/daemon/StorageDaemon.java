package org.blockyard.daemon;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.blockyard.monitor.Monitors;
import org.blockyard.platform.Platform;

/** The life of the daemon: options in their order, ready, wait for the end, end in order. */
final class StorageDaemon {
    private static final String PROGRAM = "blockyard storage-daemon: ";

    private final Platform platform;
    private final List<GivenOption> options;
    private final CountDownLatch ended = new CountDownLatch(1);

    StorageDaemon(Platform platform, List<GivenOption> options) {
        this.platform = platform;
        this.options = options;
    }

    /** Runs until the end is asked for; returns the exit code. */
    int run() throws InterruptedException {
        platform.onShutdownRequest(ended::countDown);
        EndingSignals.handle(platform::requestShutdown);
        var statistics = new StatisticsLog(platform);
        var startUp = new StartUp(platform, options);
        try {
            return run(startUp);
        } catch (OptionException e) {
            System.err.println(PROGRAM + e.getMessage());
            return 1;
        } catch (IOException e) {
            System.err.println(PROGRAM + e.getMessage());
            return 1;
        } finally {
            end(startUp);
            statistics.close();
        }
    }

    private int run(StartUp startUp) throws OptionException, IOException, InterruptedException {
        for (var option : options) {
            var exitCode = startUp.apply(option);
            if (exitCode.isPresent()) {
                return exitCode.getAsInt();
            }
            if (ended.getCount() == 0) {
                return 0;
            }
        }
        startUp.writePidFile();
        startUp.ready();
        ended.await();
        startUp.ending();
        return 0;
    }

    /**
     * Clients first, then what they used; monitors see the end of the nodes, and the pid file says
     * that all is over.
     */
    private void end(StartUp startUp) {
        platform.close();
        for (var contribution : platform.contributions()) {
            if (contribution.is(Monitors.class)) {
                closeMonitors(contribution);
            }
        }
        startUp.close();
    }

    private static void closeMonitors(org.blockyard.platform.Contribution contribution) {
        try {
            contribution.as(Monitors.class).close();
        } catch (IOException e) {
            System.err.println(PROGRAM + e.getMessage());
        }
    }
}
