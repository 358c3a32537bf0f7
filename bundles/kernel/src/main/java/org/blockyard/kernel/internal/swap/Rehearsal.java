package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.OpenContext;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.Failures;
import org.blockyard.platform.LazyLogger;

/**
 * Tries a driver on the image of a node that goes on serving with another version: opens it
 * read-only and inactive beside the live instance, compares what both say, and exercises it until
 * its code is compiled. Nothing can be written through it. It holds no lock of the graph and no
 * gate; a driver that hangs is given up.
 */
public final class Rehearsal {
    private static final System.Logger LOG = LazyLogger.of("org.blockyard.kernel");

    /** How often is looked again if the live image was written meanwhile. */
    private static final int ATTEMPTS = 3;

    private final LiveNode live;
    private final Node node;
    private final DriverInfo driver;
    private final RehearsalParts parts;
    private final List<Long> offsets;

    /** A rehearsal of a driver on a node, at some offsets. */
    public Rehearsal(Node node, DriverInfo driver, RehearsalParts parts, List<Long> offsets) {
        this.live = new LiveNode(node);
        this.node = node;
        this.driver = driver;
        this.parts = parts;
        this.offsets = offsets;
    }

    /**
     * Rehearses.
     *
     * @throws BlockException if the driver must not have the node, saying why
     */
    public void run(DriverCalls calls, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        try (var context = new RehearsalContext(node, parts, false)) {
            try {
                calls.run("the rehearsal", left(end), () -> rehearse(context, end));
            } catch (BlockException e) {
                throw e;
            } catch (IOException | RuntimeException | Error e) {
                throw Failures.of(node.name(), "the rehearsal", e);
            } finally {
                context.revoke();
            }
        }
        if (driver.kind() != DriverKind.PROTOCOL && !node.readOnly()) {
            exerciseWriting(calls, left(end));
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void rehearse(RehearsalContext context, long end) throws IOException {
        for (int attempt = 1; ; attempt++) {
            live.flush();
            var quiet = live.writes();
            Optional<String> difference;
            try {
                difference = look(context, end);
            } catch (BlockException e) {
                if (e.kind() == ErrorKind.LOCKED || e.kind() == ErrorKind.BUSY) {
                    // it can't be had twice: the switch itself must show
                    return;
                }
                if (quiet.equals(live.writes()) || attempt == ATTEMPTS) {
                    throw e;
                }
                continue;
            }
            if (difference.isEmpty()) {
                return;
            }
            boolean written = quiet.isEmpty() || !quiet.equals(live.writes());
            if (!written) {
                throw new BlockException(ErrorKind.INVALID_FORMAT, difference.get());
            }
            if (attempt == ATTEMPTS) {
                // inconclusive under so many writes; nothing writes when it is compared in the
                // switch
                return;
            }
        }
    }

    private Optional<String> look(RehearsalContext context, long end) throws IOException {
        context.begin(live.preview());
        var device = open(driver.driver(), context);
        try {
            var here = live.samples(offsets, parts.buffers());
            var there = Samples.take(device, offsets, parts.buffers());
            var difference =
                    here.differs(there, driver.kind())
                            .or(() -> context.complaint())
                            .or(() -> Descriptions.differ(live.describe(), device));
            if (difference.isEmpty()) {
                new WarmUp(device, offsets, parts.buffers()).reads(end);
            }
            return difference;
        } finally {
            device.close();
            context.end();
        }
    }

    private <O extends Record> BlockDevice open(BlockDriver<O> from, OpenContext context)
            throws IOException {
        var definition = node.opening();
        return from.open(from.options().read(definition.special(), definition.mode()), context);
    }

    /**
     * Writes on a copy in memory, only to have that code compiled too: the copy may be torn, for
     * the live image is written meanwhile, so what fails says nothing.
     */
    private void exerciseWriting(DriverCalls calls, Duration limit) {
        try (var context = new RehearsalContext(node, parts, true)) {
            try {
                calls.run("the rehearsal of writes", limit, () -> write(context, limit));
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "node '" + node.name() + "': writes were not rehearsed: " + e);
            } finally {
                context.revoke();
            }
        }
    }

    private void write(RehearsalContext context, Duration limit) throws IOException {
        context.begin(live.preview());
        long end = System.nanoTime() + limit.toNanos();
        var device = open(driver.driver(), context);
        try {
            new WarmUp(device, offsets, parts.buffers()).writes(end);
        } finally {
            device.close();
            context.end();
        }
    }
}
