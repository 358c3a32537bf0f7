package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Probing;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.kernel.internal.path.FirstSectorGuard;
import org.blockyard.kernel.internal.path.NodeChannel;
import org.blockyard.kernel.internal.path.OpenDevice;

/** Asks all format drivers whose image some bytes are; the highest score wins. */
final class ProbeSelection {
    private static final int PREFIX = 512;

    /** A score that says no more than "it might as well be mine". */
    private static final int MERE_GUESS = 1;

    private final DriverCatalog drivers;

    ProbeSelection(DriverCatalog drivers) {
        this.drivers = drivers;
    }

    /**
     * The format that won.
     *
     * @param driver its driver
     * @param guessed whether nothing spoke for it but that nothing spoke for another
     */
    record Winner(DriverInfo driver, boolean guessed) {}

    /** Probes an open protocol node. */
    Winner probe(Node file) throws IOException {
        var prefix = ByteBuffer.allocate((int) Math.min(PREFIX, file.length()));
        new Look(file).read(0, prefix);
        return probe(prefix.flip(), Optional.of(file.fileName()))
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.INVALID_FORMAT,
                                        "Could not determine image format of '"
                                                + file.fileName()
                                                + "'"));
    }

    private Optional<Winner> probe(ByteBuffer prefix, Optional<String> fileName) {
        Optional<Winner> best = Optional.empty();
        int score = Probing.NO;
        for (var d : drivers.drivers()) {
            if (d.preferred()
                    && d.kind() == DriverKind.FORMAT
                    && d.driver() instanceof Probing probing) {
                int claim = probing.probe(prefix.asReadOnlyBuffer(), fileName);
                if (claim > score) {
                    score = claim;
                    best = Optional.of(new Winner(d, claim <= MERE_GUESS));
                }
            }
        }
        return best;
    }

    /** Whether a format is what bytes without any structure are taken for. */
    boolean plain(String format) {
        return probe(ByteBuffer.allocate(PREFIX), Optional.empty())
                .filter(Winner::guessed)
                .map(winner -> winner.driver().name().equals(format))
                .orElse(false);
    }

    /** The guard of a node whose format was guessed: what the guess rests on must stay true. */
    FirstSectorGuard guard(String format) {
        return sector ->
                probe(sector, Optional.empty())
                        .map(winner -> winner.driver().name().equals(format))
                        .orElse(true);
    }

    /** A way to read that needs no permission. */
    private static final class Look extends NodeChannel {
        private final Node node;

        Look(Node node) {
            super(node.path());
            this.node = node;
        }

        @Override
        protected DataChannel channel(OpenDevice open) {
            return open.device();
        }

        @Override
        protected void beforeWrite(RequestFlags flags, long end) throws IOException {
            throw new BlockException(ErrorKind.READ_ONLY, "only a look");
        }

        @Override
        protected boolean mayWrite(RequestFlags flags) {
            return false;
        }

        @Override
        public String nodeName() {
            return node.name();
        }

        @Override
        public String fileName() {
            return node.fileName();
        }

        @Override
        public long length() {
            return node.length();
        }
    }
}
