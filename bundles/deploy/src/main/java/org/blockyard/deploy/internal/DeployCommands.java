package org.blockyard.deploy.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandSet;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.swap.NodeSwap;
import org.osgi.framework.Version;

/** The commands that deploy and remove bundles, and the events that tell of it. */
public final class DeployCommands implements CommandSet {
    static final String DEPLOYED = "X_BLOCKYARD_BUNDLE_DEPLOYED";
    static final String REMOVED = "X_BLOCKYARD_BUNDLE_REMOVED";
    static final String REFUSED = "X_BLOCKYARD_BUNDLE_REFUSED";
    static final String RETIRED = "X_BLOCKYARD_BUNDLE_RETIRED";

    /** Makes or gives what deploys. */
    interface Source {
        Works works() throws IOException;
    }

    private final Source source;

    DeployCommands(Source source) {
        this.source = source;
    }

    /** The commands as they describe themselves: there is nothing to deploy into behind them. */
    public static CommandSet described() {
        return new DeployCommands(
                () -> {
                    throw new IOException("nothing deploys here");
                });
    }

    record Deployed(
            @Option("symbolic name of the bundle") String name,
            @Option("version of the bundle") String version,
            @Option("file it came from") String file,
            @Option("SHA-256 digest of the jar") String digest,
            @Option("on whose behalf") String who) {}

    record Refused(
            @Option("symbolic name of the bundle, if known") String name,
            @Option("version of the bundle, if known") String version,
            @Option("the file") String file,
            @Option("SHA-256 digest of the jar, if known") String digest,
            @Option("on whose behalf") String who,
            @Option("why it is not used.") String reason) {}

    record Retired(
            @Option("symbolic name of the bundle") String name,
            @Option("version of the bundle") String version,
            @Option("whether its classes are gone") boolean collected,
            @Option("what was seen to hold them") List<String> heldBy) {}

    record Deploy(
            @Option("the jar") String file,
            @Option(value = "deploy it even if that restarts other bundles", byDefault = "false")
                    boolean force,
            @Option("the nodes to switch; all that are not pinned, if none are given")
                    Optional<List<String>> nodes) {}

    record Node(
            @Option("name of the node") String node,
            @Option("the version it had") String from,
            @Option("what became of it") NodeSwap.Outcome outcome,
            @Option("how long its requests waited, in milliseconds") long pauseMs) {}

    record Result(
            @Option("symbolic name of the bundle") String name,
            @Option("version of the bundle") String version,
            @Option("SHA-256 digest of the jar") String digest,
            @Option("deployed or updated") String action,
            @Option("what became of the nodes") List<Node> nodes) {}

    record Remove(
            @Option("symbolic name of the bundle") String name,
            @Option("its version; all that are deployed, if none is given")
                    Optional<String> version) {}

    record Nothing() {}

    record Last(
            @Option(value = "how many entries, the newest", byDefault = "100", min = 1, max = 10000)
                    int most) {}

    record Line(
            @Option("when, in UTC") String time,
            @Option("deployed, updated, retired, removed, refused or rolled-back") String action,
            @Option("symbolic name of the bundle, if known") String name,
            @Option("version of the bundle, if known") String version,
            @Option("SHA-256 digest of the jar, if known") String digest,
            @Option("file it came from") String file,
            @Option("folder, command or product") String origin,
            @Option("on whose behalf") String who,
            @Option("why, where there is something to say") Optional<String> reason) {}

    record Listed(
            @Option("symbolic name of the bundle") String name,
            @Option("version of the bundle") String version,
            @Option(
                            "active, retiring (waits for its last node), retired (kept for a"
                                    + " rollback), removed, leftover (its classes are still held)")
                    String state,
            @Option("SHA-256 digest of the jar, if known") String digest,
            @Option("file it came from") String file,
            @Option("on whose behalf") String who,
            @Option("since when, in UTC") String since,
            @Option("what was seen to hold its classes") List<String> heldBy) {}

    @Override
    public List<ManagementCommand> commands() {
        return List.of(
                command(
                        "x-blockyard-driver-deploy",
                        "Deploy a bundle: install it beside the version that is there, switch the"
                                + " nodes of its drivers to it, and let the old version go. If a"
                                + " node can't be switched, all is as before.",
                        Deploy.class,
                        one(Result.class),
                        this::deploy),
                command(
                        "x-blockyard-bundle-remove",
                        "Remove a bundle that was deployed; the nodes of its drivers are"
                                + " suspended, or go back to the version of the product.",
                        Remove.class,
                        Optional.empty(),
                        this::remove),
                command(
                        "x-blockyard-bundle-list",
                        "List what was deployed, in which version, and the former bundles whose"
                                + " classes are still held.",
                        Nothing.class,
                        many(Listed.class),
                        (nothing, context) -> list()),
                command(
                        "x-blockyard-bundle-journal",
                        "Tell who deployed what, when and with which content.",
                        Last.class,
                        many(Line.class),
                        (last, context) -> source.works().journal(last.most())));
    }

    private static Optional<OptionType> one(Class<? extends Record> type) {
        return Optional.of(OptionSchema.of(type).type());
    }

    private static Optional<OptionType> many(Class<? extends Record> type) {
        return Optional.of(new OptionType.ListOf(OptionSchema.of(type).type()));
    }

    private interface Body<A> {
        Object run(A arguments, CommandContext context) throws IOException;
    }

    private static <A extends Record> ManagementCommand command(
            String name, String doc, Class<A> type, Optional<OptionType> result, Body<A> body) {
        return new RecordCommand<A>(name, doc, type, result) {
            @Override
            protected Object run(A arguments, CommandContext context) throws IOException {
                return body.run(arguments, context);
            }
        };
    }

    private Object deploy(Deploy arguments, CommandContext context) throws IOException {
        var order =
                new Candidate.Order(
                        org.blockyard.deploy.internal.store.Origin.COMMAND,
                        context.origin(),
                        arguments.force(),
                        arguments.nodes().orElse(List.of()));
        var file = Path.of(arguments.file()).toAbsolutePath().normalize();
        var outcome = source.works().deploy(file, order);
        var candidate = outcome.candidate();
        var nodes =
                outcome.nodes().stream()
                        .map(
                                node ->
                                        new Node(
                                                node.node(),
                                                node.from(),
                                                node.outcome(),
                                                node.pause().toMillis()))
                        .toList();
        return OptionSchema.of(Result.class)
                .write(
                        new Result(
                                candidate.name(),
                                candidate.version(),
                                candidate.staged().digest(),
                                outcome.action().word(),
                                nodes));
    }

    private Object remove(Remove arguments, CommandContext context) throws IOException {
        source.works().remove(arguments.name(), arguments.version(), context.origin());
        return Map.of();
    }

    private Object list() throws IOException {
        var works = source.works();
        var list = new ArrayList<Object>();
        var schema = OptionSchema.of(Listed.class);
        KeptBundles.acquire(works.one, java.time.Duration.ofSeconds(10));
        try {
            for (var standing : works.ledger.all()) {
                var last = standing.last();
                var bundle = works.steps.find(last.bundle(), Version.parseVersion(last.version()));
                boolean retiring = bundle.filter(works.retirement::awaitsItsEnd).isPresent();
                list.add(
                        schema.write(
                                new Listed(
                                        last.bundle(),
                                        last.version(),
                                        state(standing, retiring),
                                        last.digest(),
                                        last.file(),
                                        last.who(),
                                        last.time().toString(),
                                        List.of())));
            }
        } finally {
            works.one.unlock();
        }
        for (var left : works.retirement.heldLoaders()) {
            list.add(
                    schema.write(
                            new Listed(
                                    left.name(),
                                    left.version(),
                                    "leftover",
                                    "",
                                    "",
                                    "",
                                    left.since().toString(),
                                    left.heldBy())));
        }
        return list;
    }

    private static String state(
            org.blockyard.deploy.internal.store.Standing standing, boolean retiring) {
        if (retiring) {
            return "retiring";
        }
        return standing.active() ? "active" : standing.last().action().word();
    }

    @Override
    public List<EventType> events() {
        return List.of(
                event(DEPLOYED, "A bundle was deployed and is at work.", Deployed.class),
                event(REMOVED, "A bundle that was deployed is gone.", Deployed.class),
                event(
                        REFUSED,
                        "A bundle or a file in the deploy folder is not used.",
                        Refused.class),
                event(
                        RETIRED,
                        "A bundle was let go; comes when its classes are gone, and before that"
                                + " once if they are still held after some seconds.",
                        Retired.class));
    }

    private static EventType event(String name, String doc, Class<? extends Record> data) {
        return new EventType(name, doc, OptionSchema.of(data).type());
    }
}
