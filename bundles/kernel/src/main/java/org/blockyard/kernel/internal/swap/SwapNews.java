package org.blockyard.kernel.internal.swap;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.blockyard.monitor.Events;
import org.blockyard.swap.NodeSwap;

/**
 * Tells operators of swaps while they go on and when they are over.
 *
 * @param events where
 */
public record SwapNews(Events events) {
    /** A node was swapped, or was to be. */
    public static final String DONE = "X_BLOCKYARD_DRIVER_SWAP";

    /** The swap of a node has come to a step. */
    public static final String PHASE = "X_BLOCKYARD_DRIVER_SWAP_PHASE";

    /** The steps of a swap. */
    public enum Phase {
        /** The new version is tried on the image; requests are served by the old one. */
        REHEARSING,
        /** New requests wait, those in flight are awaited. */
        DRAINING,
        /** The old instance flushes, hands over and closes. */
        CLOSING,
        /** The new version opens and is compared. */
        OPENING,
        /** The new version failed; the old one opens again. */
        RESTORING;

        /** As events tell it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The swap of a node comes to a step. */
    public void phase(String node, String driver, String version, Phase phase) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("node-name", node);
        data.put("driver", driver);
        data.put("to", version);
        data.put("phase", phase.word());
        events.publish(PHASE, data);
    }

    /** The swap of a node is over. */
    public void done(String driver, NodeSwap swap) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("node-name", swap.node());
        data.put("driver", driver);
        data.put("from", swap.from());
        data.put("to", swap.to());
        data.put("outcome", outcome(swap));
        if (!swap.reason().isEmpty()) {
            data.put("reason", swap.reason());
        }
        data.put("pause-ms", swap.pause().toNanos() / 1e6);
        data.put("queued", (long) swap.queued());
        data.put("handed-over", swap.handedOver());
        events.publish(DONE, data);
    }

    private static String outcome(NodeSwap swap) {
        return swap.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
