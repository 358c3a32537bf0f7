package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCalls;
import org.blockyard.kernel.internal.node.Drain;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.Failures;
import org.blockyard.kernel.internal.swap.SwapNews;
import org.blockyard.kernel.internal.swap.SwapNews.Phase;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapRequest;
import org.jspecify.annotations.Nullable;

/**
 * Switches one open node to another version of its driver behind its gate. Until the new instance
 * has been found to serve the same disk the way back is open: the old driver opens again. Used
 * once, with changes locked.
 */
final class NodeSwitch {
    /** The old driver gets all the time that it may need: without it there is nothing. */
    private static final Duration RESTORE = Duration.ofSeconds(60);

    private final Graph graph;
    private final Node node;
    private final DriverInfo next;
    private final SwapRequest limits;
    private final SwapNews news;
    private final DriverCalls calls;
    private final NodeLife life;
    private final Incarnation old;
    private final List<Long> offsets;
    private final Inheritance inheritance;
    private @Nullable Departure departure;
    private boolean taken;

    NodeSwitch(
            Graph graph,
            Node node,
            DriverInfo next,
            List<Long> offsets,
            SwapRequest limits,
            SwapNews news,
            DriverCalls calls) {
        this.graph = graph;
        this.node = node;
        this.next = next;
        this.offsets = offsets;
        this.limits = limits;
        this.news = news;
        this.calls = calls;
        this.life = new NodeLife(graph);
        this.old = node.incarnation().orElseThrow();
        this.inheritance = new Inheritance(node);
    }

    /** Switches, or tells why not. */
    NodeSwap run() {
        try {
            NodeOpening.requireOpenBelow(node);
            lockControl();
        } catch (BlockException e) {
            return ended(Outcome.REFUSED, e.sentence(), Duration.ZERO, 0);
        }
        try {
            return behindGate();
        } finally {
            node.control().unlock();
        }
    }

    private NodeSwap behindGate() {
        phase(Phase.DRAINING);
        long began = System.nanoTime();
        var peak = new int[1];
        Optional<BlockException> failure = Optional.empty();
        try (var drain = Drain.begin(List.of(node), limits.drain(), null)) {
            try {
                takeLeave();
                change();
            } finally {
                letGo();
                peak[0] = drain.peak();
            }
        } catch (IOException e) {
            failure = Optional.of(BlockException.of(e));
        }
        var pause = Duration.ofNanos(System.nanoTime() - began);
        return failure.map(e -> ended(Outcome.REFUSED, e.sentence(), pause, peak[0]))
                .orElseGet(() -> ended(Outcome.SWITCHED, "", pause, peak[0]));
    }

    /** Keeps off whoever uses the device beyond the data path. */
    private void lockControl() throws BlockException {
        boolean locked = false;
        try {
            locked = node.control().tryLock(limits.drain().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!locked) {
            throw new BlockException(
                    ErrorKind.TIMEOUT, "node '" + node.name() + "' is being checked or changed");
        }
    }

    /** The old instance's last work; a failure leaves it as it was. */
    private void takeLeave() throws IOException {
        phase(Phase.CLOSING);
        calls.run(
                "its last flush",
                limits.drain(),
                () -> {
                    var policy = old.open().policy();
                    if (!policy.readOnly() && !policy.inactive()) {
                        old.device().flush();
                    }
                    var buffers = graph.parts.buffers();
                    departure = Departure.of(old, offsets, buffers, Optional.empty());
                    inheritance.leave(old.device());
                });
        calls.run(
                "a look at what is handed over",
                limits.open(),
                () -> inheritance.offerTo(next.driver()));
    }

    /** Whatever became of the swap, what was kept open for it goes. */
    private void letGo() {
        try {
            calls.run("letting go of what it handed over", limits.open(), inheritance::release);
        } catch (IOException | RuntimeException | LinkageError e) {
            Graph.LOG.log(Level.ERROR, "node '" + node.name() + "': " + e.getMessage());
        }
    }

    /** From the old instance to the new one, or back to the old driver. */
    private void change() throws IOException {
        node.state(NodeState.SWAPPING, "to " + next.version());
        boolean readOnly = node.readOnly();
        Optional<OpenAttempt> attempt = Optional.empty();
        try {
            life.close(node, old, calls, limits.open());
            phase(Phase.OPENING);
            var before = departure();
            var opening = attempt(next);
            attempt = Optional.of(opening);
            calls.run(
                    "open",
                    limits.open(),
                    () ->
                            opening.open(
                                    device -> before.inspect(device, true, graph.parts.buffers())));
            if (node.readOnly() != readOnly) {
                throw new BlockException(ErrorKind.READ_ONLY, "it would open it read-only");
            }
            taken = opening.tookOver();
            opening.commit();
        } catch (Throwable t) {
            var failure = Failures.of(node.name(), "open", t);
            attempt.ifPresent(opened -> opened.giveUp(calls, limits.open()));
            comeBack(failure);
            throw failure;
        }
    }

    private Departure departure() {
        return Objects.requireNonNull(departure);
    }

    private OpenAttempt attempt(DriverInfo driver) {
        var definition = node.opening();
        node.redefine(definition);
        var session = new OpenSession(graph, definition.mode(), false, false);
        var reuse = new Reuse(List.copyOf(node.childHolds()));
        return new OpenAttempt(session, node, driver, reuse, inheritance.state());
    }

    private void comeBack(BlockException failure) {
        phase(Phase.RESTORING);
        offerBack();
        var attempt = attempt(old.driver());
        try {
            calls.run("open", RESTORE, () -> attempt.open());
            attempt.commit();
        } catch (Throwable t) {
            failure.addSuppressed(t);
            failure.hint("the old version can't open it any more either");
            attempt.giveUp(calls, limits.open());
            node.fail(t);
        }
    }

    private void offerBack() {
        try {
            calls.run(
                    "a look at what it handed over",
                    limits.open(),
                    () -> inheritance.offerTo(old.driver().driver()));
        } catch (IOException e) {
            letGo();
        }
    }

    private void phase(Phase phase) {
        news.phase(node.name(), next.name(), next.version(), phase);
    }

    private NodeSwap ended(Outcome outcome, String why, Duration pause, int queued) {
        var from = old.driver().version();
        return new NodeSwap(node.name(), from, next.version(), outcome, why, pause, queued, taken);
    }
}
