package org.blockyard.kernel.internal.swap;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.HandOver;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.ImageDescription;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.node.Node;

/**
 * A node at work, as a rehearsal sees it: asked past its counters, so that no statistics show it,
 * but not past its gate.
 *
 * @param node the node
 */
public record LiveNode(Node node) {
    private static final Duration GATE = Duration.ofSeconds(10);

    /** What is done with the open device. */
    @FunctionalInterface
    private interface Use<R> {
        R with(Incarnation open) throws IOException;
    }

    private <R> R use(Use<R> use) throws IOException {
        if (!node.gate().enter(GATE.toNanos())) {
            throw new BlockException(
                    ErrorKind.BUSY, "node '" + node.name() + "' takes no requests now");
        }
        try {
            var open =
                    node.incarnation()
                            .orElseThrow(
                                    () ->
                                            new BlockException(
                                                    ErrorKind.GONE,
                                                    "node '" + node.name() + "' is not open"));
            return use.with(open);
        } finally {
            node.gate().leave();
        }
    }

    /** Writes out what its device caches. */
    public void flush() throws IOException {
        use(
                open -> {
                    var policy = open.open().policy();
                    if (!policy.readOnly() && !policy.inactive()) {
                        open.device().flush();
                    }
                    return true;
                });
    }

    /** What it says of some places now. */
    public Samples samples(List<Long> offsets, BufferPool buffers) throws IOException {
        return use(open -> Samples.take(open.device(), offsets, buffers));
    }

    /** Offsets to look at. */
    public List<Long> offsets(long seed) throws IOException {
        return use(open -> Samples.offsets(open.device(), seed));
    }

    /** What its successor would be left now. */
    Optional<HandOverState> preview() throws IOException {
        return use(
                open ->
                        open.device() instanceof HandOver giver
                                ? giver.preview()
                                : Optional.empty());
    }

    ImageDescription describe() {
        try {
            return node.describe();
        } catch (IOException e) {
            return ImageDescription.EMPTY;
        }
    }

    /** How often it was written; empty while it may be written right now. */
    Optional<Long> writes() {
        var s = node.statistics();
        if (s.inFlight() > 0) {
            return Optional.empty();
        }
        return Optional.of(
                s.writes().done()
                        + s.writes().failed()
                        + s.zeroes().done()
                        + s.zeroes().failed()
                        + s.discards().done()
                        + s.discards().failed());
    }
}
