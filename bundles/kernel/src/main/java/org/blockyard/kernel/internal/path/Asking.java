package org.blockyard.kernel.internal.path;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.Preallocated;
import org.blockyard.graph.ChainExtent;

/** How the layers of a chain are asked what they hold. */
enum Asking {
    /** Waiting for each answer. */
    WAITING {
        @Override
        Optional<ChainExtent> chain(
                NodeChannel layer, long offset, long length, int depth, Optional<String> base)
                throws IOException {
            return Optional.of(layer.chain(offset, length, depth, base));
        }

        @Override
        boolean mayBeAhead(Preallocated device) throws IOException {
            return device.preallocated();
        }

        @Override
        Optional<ChainExtent> zeroesInside(ChainExtent zeroes) {
            return Optional.of(zeroes);
        }
    },
    /** For what they know without waiting. */
    AT_ONCE {
        @Override
        Optional<ChainExtent> chain(
                NodeChannel layer, long offset, long length, int depth, Optional<String> base)
                throws IOException {
            return layer.tryChain(offset, length, depth, base);
        }

        @Override
        boolean mayBeAhead(Preallocated device) {
            return true; // to find out whether it is may take time
        }

        @Override
        Optional<ChainExtent> zeroesInside(ChainExtent zeroes) {
            return Optional.empty(); // they are told of as such only if it is
        }
    };

    /** What a layer and those below it hold. */
    abstract Optional<ChainExtent> chain(
            NodeChannel layer, long offset, long length, int depth, Optional<String> base)
            throws IOException;

    /** Whether data of a device may lie in space that it was given before they were written. */
    abstract boolean mayBeAhead(Preallocated device) throws IOException;

    /** The answer for data in a hole of the child that holds them. */
    abstract Optional<ChainExtent> zeroesInside(ChainExtent zeroes);
}
