package org.blockyard.shell.internal.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Table;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The commands that list what there is. */
final class Listings {
    private Listings() {}

    static List<ShellCommand> of(Platform platform, BundleContext context) {
        return List.of(
                new Listing(
                        "exports",
                        "List the exports",
                        """
                        Lists what is served: its id, type and node, whether clients may write, and
                        whether one is connected.
                        """,
                        "no exports",
                        () -> exports(platform)),
                new Listing(
                        "drivers",
                        "List the drivers that are present",
                        """
                        Lists each driver with its kind, the version of its bundle, and what it can do
                        beyond opening. Where several versions of one are present, new nodes get the
                        one that is marked with *.
                        """,
                        "no drivers",
                        () -> drivers(platform)),
                new Listing(
                        "driver:list",
                        "List the versions of drivers and who uses them",
                        """
                        Lists each version of each driver with its bundle, the nodes that have it open,
                        and the nodes that are pinned to it. New nodes get the version marked with *.
                        """,
                        "no drivers",
                        () -> DriverReports.list(platform)),
                new Listing(
                        "jobs",
                        "List the jobs",
                        """
                        Lists the jobs that are not dismissed, with their state, how much is done, how much a second they lately
                        did, how long the rest will take at this rate, and the nodes that they work on.
                        """,
                        "no jobs",
                        () -> JobTable.of(platform.jobs())),
                new Listing(
                        "bundles",
                        "List the bundles of the framework",
                        """
                        Lists the bundles by number, with state, version and name.
                        """,
                        "no bundles",
                        () -> bundles(context)));
    }

    private static Table exports(Platform platform) {
        var table = new Table("export", "type", "node", "writable", "client");
        for (var export : platform.exports().list()) {
            table.row(
                    export.id(),
                    export.type(),
                    export.nodeName(),
                    export.writable() ? "yes" : "no",
                    export.shuttingDown() ? "ending" : export.inUse() ? "connected" : "-");
        }
        return table;
    }

    private static Table drivers(Platform platform) {
        var table = new Table("driver", "kind", "version", "bundle", "abilities");
        for (var driver : platform.graph().drivers()) {
            table.row(
                    driver.name(),
                    driver.kind().name().toLowerCase(Locale.ROOT),
                    driver.version() + (driver.preferred() ? "*" : ""),
                    driver.bundle(),
                    driver.abilities().stream().sorted().collect(Collectors.joining(" ")));
        }
        return table;
    }

    private static Table bundles(BundleContext context) {
        var table = new Table(">id", "state", "version", "bundle");
        for (var bundle : context.getBundles()) {
            var name = bundle.getSymbolicName();
            table.row(
                    bundle.getBundleId(),
                    state(bundle),
                    bundle.getVersion(),
                    name == null ? bundle.getLocation() : name);
        }
        return table;
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.INSTALLED -> "installed";
            default -> "uninstalled";
        };
    }
}
