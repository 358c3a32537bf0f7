package org.blockyard.shell.internal.command;

import java.util.List;
import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Table;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.SwapReport;

/** What the commands about versions of drivers print and complete. */
final class DriverReports {
    private static final double NANOS_PER_MILLI = 1e6;

    private DriverReports() {}

    /** Which versions there are and who uses them. */
    static Table list(Platform platform) {
        var table = new Table("driver", "version", "bundle", "nodes", "pinned");
        for (var version : platform.swaps().list()) {
            var driver = version.driver();
            table.row(
                    driver.name(),
                    driver.version() + (driver.preferred() ? "*" : ""),
                    driver.bundle(),
                    names(version.nodes()),
                    names(version.pinned()));
        }
        return table;
    }

    private static String names(List<String> names) {
        return names.isEmpty() ? "-" : String.join(" ", names);
    }

    /** Prints what became of each node; that one was not switched is a failure. */
    static void print(SwapReport report, Invocation call) throws BlockException {
        var table = new Table("node", "from", "to", "outcome", ">pause", ">queued", "reason");
        for (var node : report.nodes()) {
            table.row(
                    node.node(),
                    node.from(),
                    node.to(),
                    outcome(node),
                    String.format(Locale.ROOT, "%.1f ms", node.pause().toNanos() / NANOS_PER_MILLI),
                    node.queued(),
                    node.reason());
        }
        call.out().print(table.render(call.viewer().columns(), "no node to switch"));
        if (!report.complete()) {
            throw new BlockException(
                    ErrorKind.IO,
                    "not all nodes have driver '"
                            + report.driver()
                            + "' "
                            + report.version()
                            + " now");
        }
    }

    private static String outcome(NodeSwap node) {
        return node.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The drivers, once each. */
    static List<Suggestion> drivers(Platform platform) {
        return platform.graph().drivers().stream()
                .filter(driver -> driver.preferred())
                .map(driver -> new Suggestion(driver.name(), driver.version(), true))
                .toList();
    }

    /** The versions of a driver. */
    static List<Suggestion> versions(Platform platform, String driver) {
        return platform.graph().drivers().stream()
                .filter(version -> version.name().equals(driver))
                .map(version -> new Suggestion(version.version(), version.bundle(), true))
                .toList();
    }

    /** The nodes of a driver. */
    static List<Suggestion> nodes(Platform platform, String driver) {
        return platform.graph().nodes().stream()
                .filter(node -> node.driver().equals(driver))
                .map(node -> new Suggestion(node.name(), node.driverVersion(), true))
                .toList();
    }
}
