package org.blockyard.deploy.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.DriverVersion;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.SwapReport;
import org.blockyard.swap.SwapRequest;

/** Switches nodes that are only names. */
record FakeSwaps(TestHost host) implements DriverSwaps {
    @Override
    public List<DriverVersion> list() {
        return host.drivers().stream()
                .map(
                        driver ->
                                new DriverVersion(
                                        driver,
                                        host.nodes.entrySet().stream()
                                                .filter(
                                                        node ->
                                                                node.getValue()
                                                                        .equals(driver.version()))
                                                .map(Map.Entry::getKey)
                                                .toList(),
                                        List.of()))
                .toList();
    }

    @Override
    public SwapReport swap(SwapRequest request) throws IOException {
        var to = request.version().orElseThrow();
        var report = new ArrayList<NodeSwap>();
        var names =
                request.nodes().isEmpty()
                        ? host.nodes.keySet().stream().sorted().toList()
                        : request.nodes();
        for (var name : names) {
            var outcome =
                    host.refusing.contains(name + " " + to)
                            ? NodeSwap.Outcome.REFUSED
                            : host.pinned.contains(name)
                                    ? NodeSwap.Outcome.PINNED
                                    : NodeSwap.Outcome.SWITCHED;
            var from = String.valueOf(host.nodes.get(name));
            if (outcome == NodeSwap.Outcome.SWITCHED) {
                host.nodes.put(name, to);
                host.told.add("swap " + name + " " + from + " " + to);
            }
            report.add(
                    new NodeSwap(
                            name,
                            from,
                            to,
                            outcome,
                            "it does not like it",
                            Duration.ZERO,
                            0,
                            false));
        }
        return new SwapReport(request.driver(), to, report);
    }

    @Override
    public boolean betweenSwaps(Runnable work) {
        if (host.swapping) {
            return false;
        }
        work.run();
        return true;
    }

    @Override
    public void pin(String nodeName, Optional<String> version) {}

    @Override
    public SwapReport rollback(String driver, List<String> nodes) throws IOException {
        throw new IOException("not here");
    }
}
