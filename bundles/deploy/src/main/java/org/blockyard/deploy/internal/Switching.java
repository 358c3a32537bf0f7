package org.blockyard.deploy.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.SwapReport;
import org.blockyard.swap.SwapRequest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Has the kernel switch the nodes of a bundle's drivers; without a kernel there are none. */
final class Switching {
    private static final System.Logger LOG = System.getLogger(Switching.class.getName());

    private record Switched(String driver, NodeSwap node) {}

    private final AtomicReference<@Nullable Platform> platform = new AtomicReference<>();

    void platform(Optional<Platform> now) {
        platform.set(now.orElse(null));
    }

    Optional<Platform> platform() {
        return Optional.ofNullable(platform.get());
    }

    private Optional<DriverSwaps> swaps() {
        try {
            return platform().map(Platform::swaps);
        } catch (UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /**
     * Checks that the drivers that a started bundle announces are there.
     *
     * @throws BlockException naming the one that could not be made
     */
    void checkDrivers(Bundle bundle, List<String> drivers) throws BlockException {
        var there = platform();
        if (there.isEmpty()) {
            return;
        }
        var version = bundle.getVersion().toString();
        for (var name : drivers) {
            boolean found =
                    there.get().graph().drivers().stream()
                            .anyMatch(
                                    driver ->
                                            driver.name().equals(name)
                                                    && driver.bundle()
                                                            .equals(bundle.getSymbolicName())
                                                    && driver.version().equals(version));
            if (!found) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "its driver '" + name + "' can't be made; the log says why");
            }
        }
    }

    /**
     * Switches nodes to the drivers of a bundle. If one can't be switched, those before it are
     * switched back.
     *
     * @param nodes the nodes; all that are not pinned if there are none
     * @return what became of the nodes
     * @throws BlockException of kind {@code BUSY} saying why a node was not switched; if some could
     *     not be switched back either, of kind {@code CORRUPT}: they use the bundle
     */
    List<NodeSwap> to(Bundle bundle, List<String> drivers, List<String> nodes) throws IOException {
        var swaps = swaps();
        var done = new ArrayList<Switched>();
        if (swaps.isEmpty()) {
            return List.of();
        }
        for (var driver : drivers) {
            var request = SwapRequest.of(driver).to(bundle.getVersion().toString()).only(nodes);
            try {
                var report = swaps.get().swap(request);
                report.nodes().forEach(node -> done.add(new Switched(driver, node)));
                if (!report.complete()) {
                    throw new BlockException(ErrorKind.BUSY, why(report));
                }
            } catch (IOException e) {
                back(swaps.get(), done);
                throw e;
            }
        }
        return done.stream().map(Switched::node).toList();
    }

    private static String why(SwapReport report) {
        return report.nodes().stream()
                .filter(node -> node.outcome() == NodeSwap.Outcome.REFUSED)
                .map(node -> "node '" + node.node() + "' can't use it: " + node.reason())
                .collect(Collectors.joining("; "));
    }

    private static void back(DriverSwaps swaps, List<Switched> done) throws BlockException {
        var stuck = new ArrayList<String>();
        for (var switched : done.reversed()) {
            var node = switched.node();
            if (node.outcome() != NodeSwap.Outcome.SWITCHED) {
                continue;
            }
            try {
                var request =
                        SwapRequest.of(switched.driver())
                                .to(node.from())
                                .only(List.of(node.node()));
                if (!swaps.swap(request).complete()) {
                    stuck.add(node.node());
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "node '" + node.node() + "': " + e);
                stuck.add(node.node());
            }
        }
        if (!stuck.isEmpty()) {
            throw new BlockException(
                    ErrorKind.CORRUPT,
                    "a node can't use it, and these can't be switched back: "
                            + String.join(", ", stuck));
        }
    }

    /** Runs something unless a swap is under way, and lets none begin meanwhile. */
    void betweenSwaps(Runnable work) {
        swaps().ifPresentOrElse(swaps -> swaps.betweenSwaps(work), work);
    }

    /** The nodes that use a version of a bundle or are pinned to it. */
    List<String> users(String bundle, String version) {
        return swaps().map(DriverSwaps::list).orElse(List.of()).stream()
                .filter(
                        there ->
                                there.driver().bundle().equals(bundle)
                                        && there.driver().version().equals(version))
                .flatMap(
                        there ->
                                java.util.stream.Stream.concat(
                                        there.nodes().stream(), there.pinned().stream()))
                .distinct()
                .sorted()
                .toList();
    }
}
