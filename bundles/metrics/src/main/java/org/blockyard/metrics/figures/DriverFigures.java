package org.blockyard.metrics.figures;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.blockyard.metrics.text.Family.Type;
import org.blockyard.metrics.text.Labels;
import org.blockyard.metrics.text.MetricsText;
import org.blockyard.monitor.Events;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.NodeSwap.Outcome;

/** The drivers that are in use, and the swaps since it was made. Thread-safe. */
public final class DriverFigures implements Figures, AutoCloseable {
    private static final String SWAP_EVENT = "X_BLOCKYARD_DRIVER_SWAP";

    private final DriverSwaps swaps;
    private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
    private final AutoCloseable subscription;

    /** Counts swaps from now on, until it is closed. */
    public DriverFigures(DriverSwaps swaps, Events events) {
        this.swaps = swaps;
        for (var outcome : Outcome.values()) {
            var word = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
            outcomes.put(word, new AtomicLong());
        }
        this.subscription = events.subscribe(this::heard);
    }

    private void heard(ManagementEvent event) {
        if (event.name().equals(SWAP_EVENT)) {
            var outcome = outcomes.get(String.valueOf(event.data().get("outcome")));
            if (outcome != null) {
                outcome.incrementAndGet();
            }
        }
    }

    @Override
    public void write(MetricsText out) {
        var nodes =
                out.family(
                        "blockyard_driver_nodes",
                        Type.GAUGE,
                        "Nodes that have this version of the driver open.");
        for (var version : swaps.list()) {
            var driver = version.driver();
            nodes.add(
                    Labels.of("driver", driver.name(), "version", driver.version()),
                    version.nodes().size());
        }
        var done =
                out.family(
                        "blockyard_driver_swaps",
                        Type.COUNTER,
                        "Swaps of a node's driver since the endpoint was started.");
        outcomes.forEach((word, count) -> done.add(Labels.of("outcome", word), count.get()));
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
