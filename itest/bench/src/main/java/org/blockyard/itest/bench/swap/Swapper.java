package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.blockyard.itest.kit.BundleJar;
import org.blockyard.itest.kit.QmpClient;

/**
 * Has a daemon swap the driver of a format, in one of the ways, and tells what the daemon says of
 * it.
 */
final class Swapper {
    private static final String DONE = "X_BLOCKYARD_DRIVER_SWAP";
    private static final String PHASE = "X_BLOCKYARD_DRIVER_SWAP_PHASE";
    private static final String REFUSED = "X_BLOCKYARD_BUNDLE_REFUSED";
    private static final Set<Object> ENDS = Set.of(DONE, REFUSED);
    private static final List<String> VERSIONS = List.of("1.90.0", "1.91.0");

    private final SwapOptions options;
    private final SwapOptions.Mode mode;
    private final BundleJar jar;
    private final Path deploy;
    private int count;

    /**
     * What the daemon says of the swap of one node.
     *
     * @param node its name
     * @param outcome what became of it, as the event has it
     * @param reason why
     * @param step the last that it came to
     * @param pauseMillis how long requests were held
     * @param queued how many waited at once
     * @param handedOver whether state was taken over
     * @param phases how many milliseconds each phase took, by its name
     */
    record Swapped(
            String node,
            String outcome,
            String reason,
            String step,
            double pauseMillis,
            long queued,
            boolean handedOver,
            Map<String, Double> phases) {
        boolean switched() {
            return outcome.equals("switched");
        }
    }

    /** Deploys what is to be there when the daemon starts. */
    Swapper(SwapOptions options, Path deploy) throws IOException {
        this.options = options;
        this.mode = options.mode();
        this.deploy = deploy;
        this.jar = BundleJar.ofProduct(options.root(), options.format().bundle());
        if (mode == SwapOptions.Mode.SWAP) {
            for (var version : VERSIONS) {
                jar.make(version, deploy, options.format() + "-" + version + ".jar");
            }
            count = 1;
        } else {
            deployNext();
        }
    }

    private void deployNext() throws IOException {
        count++;
        var made = jar.make("1.90." + count, deploy, options.format() + ".jar");
        if (!Files.exists(made)) {
            throw new IOException(made + " is not there");
        }
    }

    /** The version of the next swap. */
    private String next() {
        return mode == SwapOptions.Mode.SWAP
                ? VERSIONS.get((count + 1) % VERSIONS.size())
                : "1.90." + (count + 1);
    }

    /** Swaps and tells what became of each node that did not have the version already. */
    List<Swapped> swap(QmpClient qmp) throws IOException {
        qmp.pending();
        if (mode == SwapOptions.Mode.DEPLOY) {
            deployNext();
            return awaitNodes(qmp);
        }
        var version = next();
        count++;
        qmp.execute(
                "x-blockyard-driver-swap",
                Map.of("driver", options.format().name(), "version", version));
        // the events of a command come before its answer
        return nodes(qmp.pending());
    }

    private List<Swapped> awaitNodes(QmpClient qmp) throws IOException {
        var events = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < options.nodes(); i++) {
            events.addAll(qmp.await(event -> ENDS.contains(event.get("event"))));
            if (REFUSED.equals(events.getLast().get("event"))) {
                throw new IOException(events.getLast().toString());
            }
        }
        return nodes(events);
    }

    private static List<Swapped> nodes(List<Map<String, Object>> events) {
        var all = new ArrayList<Swapped>();
        Map<String, Double> phases = new LinkedHashMap<>();
        var phase = "";
        double since = 0;
        for (var event : events.stream().filter(Swapper::told).toList()) {
            double now = millis(event);
            var data = QmpClient.object(Objects.requireNonNull(event.get("data")));
            if (!phase.isEmpty()) {
                phases.merge(phase, now - since, Double::sum);
            }
            since = now;
            if (DONE.equals(event.get("event"))) {
                all.add(swapped(data, phase, Map.copyOf(phases)));
                phases.clear();
            }
            phase = String.valueOf(data.getOrDefault("phase", ""));
        }
        return all;
    }

    private static boolean told(Map<String, Object> event) {
        return DONE.equals(event.get("event")) || PHASE.equals(event.get("event"));
    }

    private static double millis(Map<String, Object> event) {
        var time = QmpClient.object(Objects.requireNonNull(event.get("timestamp")));
        return number(time, "seconds") * 1e3 + number(time, "microseconds") / 1e3;
    }

    private static double number(Map<String, Object> from, String name) {
        return ((Number) Objects.requireNonNull(from.get(name))).doubleValue();
    }

    private static Swapped swapped(
            Map<String, Object> data, String step, Map<String, Double> phases) {
        return new Swapped(
                String.valueOf(data.get("node-name")),
                String.valueOf(data.get("outcome")),
                String.valueOf(data.getOrDefault("reason", "")),
                step,
                number(data, "pause-ms"),
                (long) number(data, "queued"),
                Boolean.TRUE.equals(data.get("handed-over")),
                phases);
    }
}
