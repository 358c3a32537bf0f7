package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.blockyard.driver.Quiescent;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.platform.LazyLogger;

/** Has a device stop its own I/O and go on, each within a time. */
final class Quiescence {
    private static final Logger LOG = LazyLogger.of("org.blockyard.kernel");
    private static final Duration RESUME = Duration.ofSeconds(5);

    private Quiescence() {}

    /** Has it stop, or fails; where it stops too late it is let go on at once. */
    static void stop(Quiescent device, Duration limit) throws IOException {
        var settled = new AtomicBoolean();
        try (var calls = new DriverCalls("quiesce")) {
            calls.run(
                    "quiesce",
                    limit,
                    () -> {
                        device.quiesce();
                        if (!settled.compareAndSet(false, true)) {
                            device.resume();
                        }
                    });
        } catch (IOException e) {
            if (!settled.compareAndSet(false, true)) {
                end(device); // it had stopped at the last moment
            }
            throw e;
        }
    }

    /** Lets it go on. */
    static void end(Quiescent device) {
        try (var calls = new DriverCalls("resume")) {
            calls.run("resume", RESUME, device::resume);
        } catch (IOException e) {
            LOG.log(Level.ERROR, e.getMessage());
        }
    }
}
