package org.blockyard.commands.swap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.Types;
import org.blockyard.driver.DriverKind;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.swap.DriverVersion;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.SwapReport;
import org.blockyard.swap.SwapRequest;

/** Commands about versions of drivers. */
public final class SwapCommands {
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Longer than anybody waits; a duration must stay one. */
    private static final double MOST_SECONDS = 1e6;

    private SwapCommands() {}

    record Version(
            @Option("name of the driver") String driver,
            @Option("version of its bundle") String version,
            @Option("symbolic name of its bundle") String bundle,
            @Option("what it is for") DriverKind kind,
            @Option("whether new nodes get it") boolean preferred,
            @Option("nodes that have it open") List<String> nodes,
            @Option("nodes that are fixed to it, open or not") List<String> pinned) {}

    record Swap(
            @Option("name of the driver") String driver,
            @Option("version to switch to; the newest if left out") Optional<String> version,
            @Option(
                            "nodes to switch, in this order; all that are not pinned if left out. One node alone"
                                    + " makes a canary")
                    Optional<List<String>> nodes,
            @Option(
                            value = "whether the new version is first tried on the image",
                            byDefault = "true")
                    boolean rehearse,
            @Option(value = "seconds that a rehearsal may take", byDefault = "30")
                    double rehearsalTimeout,
            @Option(
                            value = "seconds that requests in flight, and the last flush, may take",
                            byDefault = "30")
                    double drainTimeout,
            @Option(
                            value =
                                    "seconds that closing, and opening and comparing, may each take while"
                                            + " requests wait",
                            byDefault = "10")
                    double openTimeout) {}

    record Pin(
            @Option("the node") String nodeName,
            @Option("version to which it is fixed; left out, it is fixed no longer")
                    Optional<String> version) {}

    record Rollback(
            @Option("name of the driver") String driver,
            @Option("nodes to switch back; all that were switched if left out")
                    Optional<List<String>> nodes) {}

    enum Outcome {
        /** It has the new version. */
        SWITCHED,
        /** It had that version already. */
        UNCHANGED,
        /** It is pinned to another version. */
        PINNED,
        /** The new version failed; the node has the old one, as before. */
        REFUSED,
        /** An earlier node failed, so it was left alone. */
        NOT_REACHED
    }

    record NodeReport(
            @Option("the node") String nodeName,
            @Option("version that it had") String from,
            @Option("version that it was to have") String to,
            @Option("what happened") Outcome outcome,
            @Option("why, if it was not switched") Optional<String> reason,
            @Option("milliseconds for which requests waited") double pauseMs,
            @Option("most requests that waited at once") int queued,
            @Option("whether the new instance took over state of the old one")
                    boolean handedOver) {}

    record Report(
            @Option("name of the driver") String driver,
            @Option("version switched to") String version,
            @Option("whether all nodes but pinned ones have it now") boolean complete,
            @Option("each node that was asked for") List<NodeReport> nodes) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                Action.lists(
                        "x-blockyard-driver-list",
                        "Tells the versions of all drivers that are present, which nodes use them, and which"
                                + " are pinned to them.",
                        NoOptions.class,
                        Version.class,
                        (none, context) ->
                                context.platform().swaps().list().stream()
                                        .map(SwapCommands::version)
                                        .toList()),
                Action.tells(
                        "x-blockyard-driver-swap",
                        "Switches nodes to another version of their driver while they are in use. Requests wait"
                                + " meanwhile and none fails; if the new version fails, the node goes on with the old"
                                + " one. The result tells of each node.",
                        Swap.class,
                        Types.of(Report.class),
                        (given, context) ->
                                report(context.platform().swaps().swap(request(given)))),
                Action.does(
                        "x-blockyard-driver-pin",
                        "Fixes a node to a version of its driver, or frees it. A pinned node is switched only by"
                                + " a swap that names it, and waits for its version when that is away.",
                        Pin.class,
                        (given, context) ->
                                context.platform().swaps().pin(given.nodeName(), given.version())),
                Action.tells(
                        "x-blockyard-driver-rollback",
                        "Switches nodes back to the version that they had before their last swap, which is"
                                + " brought back if it was retired.",
                        Rollback.class,
                        Types.of(Report.class),
                        (given, context) ->
                                report(
                                        context.platform()
                                                .swaps()
                                                .rollback(
                                                        given.driver(),
                                                        given.nodes().orElse(List.of())))));
    }

    private static SwapRequest request(Swap given) {
        return new SwapRequest(
                given.driver(),
                given.version(),
                given.nodes().orElse(List.of()),
                given.rehearse(),
                seconds(given.rehearsalTimeout()),
                seconds(given.drainTimeout()),
                seconds(given.openTimeout()));
    }

    private static Duration seconds(double given) {
        return Duration.ofNanos((long) (Math.clamp(given, 0, MOST_SECONDS) * NANOS));
    }

    private static Object version(DriverVersion version) {
        var driver = version.driver();
        return OptionSchema.of(Version.class)
                .write(
                        new Version(
                                driver.name(),
                                driver.version(),
                                driver.bundle(),
                                driver.kind(),
                                driver.preferred(),
                                version.nodes(),
                                version.pinned()));
    }

    private static Object report(SwapReport report) {
        return OptionSchema.of(Report.class)
                .write(
                        new Report(
                                report.driver(),
                                report.version(),
                                report.complete(),
                                report.nodes().stream().map(SwapCommands::node).toList()));
    }

    private static NodeReport node(NodeSwap swap) {
        return new NodeReport(
                swap.node(),
                swap.from(),
                swap.to(),
                Outcome.valueOf(swap.outcome().name()),
                Optional.of(swap.reason()).filter(why -> !why.isEmpty()),
                swap.pause().toNanos() / NANOS_PER_MILLI,
                swap.queued(),
                swap.handedOver());
    }
}
