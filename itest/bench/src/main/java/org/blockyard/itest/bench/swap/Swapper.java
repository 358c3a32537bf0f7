package org.blockyard.itest.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Has a daemon swap the qcow2 driver, in one of the ways, and tells what the daemon says of it. */
final class Swapper {
    private static final String DONE = "X_BLOCKYARD_DRIVER_SWAP";
    private static final String BUNDLE = "org.blockyard.format-qcow2";
    private static final List<String> VERSIONS = List.of("1.90.0", "1.91.0");

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
     * @param pauseMillis how long requests were held
     * @param queued how many waited at once
     * @param handedOver whether state was taken over
     */
    record Swapped(
            String node,
            String outcome,
            String reason,
            double pauseMillis,
            long queued,
            boolean handedOver) {}

    /** Deploys what is to be there when the daemon starts. */
    Swapper(SwapOptions options, Path deploy) throws IOException {
        this.mode = options.mode();
        this.deploy = deploy;
        this.jar = BundleJar.ofProduct(options.root(), BUNDLE);
        if (mode == SwapOptions.Mode.SWAP) {
            for (var version : VERSIONS) {
                jar.make(version, deploy, "qcow2-" + version + ".jar");
            }
            count = 1;
        } else {
            deployNext();
        }
    }

    private void deployNext() throws IOException {
        count++;
        var made = jar.make("1.90." + count, deploy, "qcow2.jar");
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

    /** Swaps and returns when every node has been swapped. */
    List<Swapped> swap(Qmp qmp) throws IOException {
        var version = next();
        if (mode == SwapOptions.Mode.SWAP) {
            count++;
            qmp.execute("x-blockyard-driver-swap", Map.of("driver", "qcow2", "version", version));
        } else {
            deployNext();
        }
        var all = new ArrayList<Swapped>();
        while (all.size() < SwapDaemon.NODES) {
            for (var event : qmp.await(event -> DONE.equals(event.get("event")))) {
                if (DONE.equals(event.get("event"))) {
                    all.add(swapped(Qmp.object(Objects.requireNonNull(event.get("data")))));
                }
            }
        }
        return all;
    }

    private static Swapped swapped(Map<String, Object> data) {
        return new Swapped(
                String.valueOf(data.get("node-name")),
                String.valueOf(data.get("outcome")),
                String.valueOf(data.getOrDefault("reason", "")),
                ((Number) Objects.requireNonNull(data.get("pause-ms"))).doubleValue(),
                ((Number) Objects.requireNonNull(data.get("queued"))).longValue(),
                Boolean.TRUE.equals(data.get("handed-over")));
    }
}
