package org.blockyard.kernel.internal.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.ExportInfo;
import org.blockyard.export.ExportOptions;
import org.blockyard.export.ExportStatistics;
import org.blockyard.export.Exports;
import org.blockyard.export.LaneGroup;
import org.blockyard.export.Restartable;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.contribution.ContributionListener;
import org.blockyard.kernel.internal.contribution.ContributionRegistry;
import org.blockyard.kernel.internal.monitor.KernelEvents;
import org.blockyard.kernel.internal.object.Ids;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.LazyLogger;
import org.blockyard.platform.Platform;

/** The exports of one platform. An id stays taken until its export is gone for good. */
public final class KernelExports implements Exports, ContributionListener, AutoCloseable {
    private static final System.Logger LOG = LazyLogger.of(KernelExports.class);

    private final Platform platform;
    private final ContributionRegistry contributions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RunningExport> exports = new LinkedHashMap<>();
    private final AwayExports away = new AwayExports();
    private final ChosenThreads chosen;
    private boolean closed;

    /** No exports yet; the types are those contributed. */
    public KernelExports(Platform platform, ContributionRegistry contributions) {
        this.platform = platform;
        this.contributions = contributions;
        this.chosen = new ChosenThreads(platform);
        contributions.listen(this);
    }

    @Override
    public ExportInfo add(Map<String, Object> options) throws IOException {
        var own = new LinkedHashMap<>(options);
        var common = new LinkedHashMap<String, Object>();
        // asked for here: most tools export nothing
        var schema = OptionSchema.of(ExportOptions.class);
        for (var field : schema.fields()) {
            var value = own.remove(field.name());
            if (value != null) {
                common.put(field.name(), value);
            }
        }
        return add(schema.read(common, ReadMode.JSON), own, Map.copyOf(options));
    }

    private ExportInfo add(
            ExportOptions options, Map<String, Object> own, Map<String, Object> definition)
            throws IOException {
        if (!Ids.wellFormed(options.id())) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Invalid block export id")
                    .hint(Ids.HINT);
        }
        var maker =
                contributions
                        .find(BlockExportType.class, options.type())
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_OPTION,
                                                "Parameter 'type' does not accept value '"
                                                        + options.type()
                                                        + "'"));
        BlockExportType<?> type = maker.as(BlockExportType.class);
        var export = new RunningExport(platform, options, definition, maker, this::forget);
        enter(export);
        away.forget(export.id());
        boolean started = false;
        try {
            export.start(type, own, chosen.of(options.nodeName()));
            started = true;
        } finally {
            if (!started) {
                leave(export);
            }
        }
        if (isClosed()) {
            export.end();
        }
        return export.info();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void enter(RunningExport export) throws BlockException {
        lock.lock();
        try {
            if (closed) {
                throw new BlockException(
                        ErrorKind.GONE, "nothing can be exported: the platform is ending");
            }
            if (exports.putIfAbsent(export.id(), export) != null) {
                throw new BlockException(
                        ErrorKind.EXISTS,
                        "Block export id '" + export.id() + "' is already in use");
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(RunningExport export) {
        lock.lock();
        try {
            exports.remove(export.id(), export);
        } finally {
            lock.unlock();
        }
    }

    /** The last act of an export. */
    private void forget(RunningExport export) {
        leave(export);
        platform.events().publish(KernelEvents.BLOCK_EXPORT_DELETED, Map.of("id", export.id()));
    }

    private List<RunningExport> those(Predicate<RunningExport> wanted) {
        lock.lock();
        try {
            return exports.values().stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    private Optional<RunningExport> running(String id) {
        return those(export -> export.id().equals(id) && export.started()).stream().findFirst();
    }

    @Override
    public void remove(String id, boolean hard) throws IOException {
        if (away.forget(id)) {
            return;
        }
        var export =
                running(id)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Export '" + id + "' is not found"));
        if (export.ending()) {
            throw new BlockException(
                    ErrorKind.BUSY, "Export '" + id + "' is already shutting down");
        }
        if (!hard && export.inUse()) {
            throw new BlockException(ErrorKind.BUSY, "export '" + id + "' still in use")
                    .hint("Use mode='hard' to force client disconnect");
        }
        export.end();
    }

    @Override
    public void removeAll(String type) {
        away.forgetAll(type);
        endAll(export -> export.options().type().equals(type));
    }

    private void endAll(Predicate<RunningExport> wanted) {
        var ending = those(wanted);
        ending.forEach(RunningExport::end);
        ending.forEach(RunningExport::awaitEnd);
    }

    @Override
    public List<ExportInfo> list() {
        return those(RunningExport::started).stream().map(RunningExport::info).toList();
    }

    @Override
    public Optional<ExportInfo> find(String id) {
        return running(id).map(RunningExport::info);
    }

    @Override
    public Optional<ExportStatistics> statistics(String id) {
        return running(id).flatMap(RunningExport::statistics);
    }

    @Override
    public Map<String, Map<String, Object>> definitions() {
        var definitions = new LinkedHashMap<String, Map<String, Object>>();
        those(export -> export.started() && !export.ending())
                .forEach(export -> definitions.put(export.id(), export.definition()));
        return definitions;
    }

    @Override
    public void serveBy(String nodeName, Optional<String> ioThread) throws BlockException {
        var node =
                platform.graph()
                        .find(nodeName)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Failed to find node with node-name='"
                                                        + nodeName
                                                        + "'"));
        if (ioThread.isPresent()
                && platform.objects().find(ioThread.get(), LaneGroup.class).isEmpty()) {
            throw new BlockException(ErrorKind.NOT_FOUND, "Cannot find iothread " + ioThread.get());
        }
        var names =
                chosen.connected(nodeName).stream()
                        .map(BlockNode::name)
                        .collect(Collectors.toSet());
        var moving = those(export -> names.contains(export.info().nodeName()));
        if (moving.stream().anyMatch(export -> export.isFixedElsewhere(ioThread))) {
            throw new BlockException(
                            ErrorKind.BUSY, "Cannot change iothread of active block backend")
                    .inNode(nodeName);
        }
        for (var export : moving) {
            export.serveBy(ioThread);
        }
        chosen.choose(node, ioThread);
    }

    @Override
    public List<BlockExportType<?>> types() {
        var types = new ArrayList<BlockExportType<?>>();
        for (BlockExportType<?> type : contributions.instances(BlockExportType.class)) {
            if (types.stream().noneMatch(known -> known.name().equals(type.name()))) {
                types.add(type);
            }
        }
        return types;
    }

    /** Starts again what went with another version of a type. */
    @Override
    public void added(Contribution contribution) {
        if (contribution.is(BlockExportType.class)) {
            comeBack(contribution.name());
        }
    }

    private void comeBack(String type) {
        away.take(type)
                .ifPresent(
                        left ->
                                Thread.ofVirtual()
                                        .name("return of exports of type " + type)
                                        .start(
                                                () ->
                                                        new ExportReturn(platform, contributions)
                                                                .run(left)));
    }

    /**
     * Ends the exports whose code goes away, clients or not. They are started again when their type
     * comes back, or now if it is there in another version.
     */
    @Override
    public void removing(Contribution contribution) {
        if (!contribution.is(BlockExportType.class)) {
            return;
        }
        Predicate<RunningExport> going = export -> export.maker() == contribution;
        var definitions =
                those(going).stream()
                        .filter(export -> export.started() && !export.ending())
                        .map(RunningExport::definition)
                        .toList();
        var calls = isClosed() ? List.<Restartable.Call>of() : shared(contribution);
        endAll(going);
        if (!isClosed()) {
            if (!calls.isEmpty()) {
                close(contribution);
            }
            away.left(contribution.name(), new AwayExports.Away(calls, definitions));
            if (contributions.find(BlockExportType.class, contribution.name()).isPresent()) {
                comeBack(contribution.name());
            }
        }
    }

    /** Gives free what another version needs, such as the addresses that it listens on. */
    private static void close(Contribution contribution) {
        try {
            if (contribution.as(BlockExportType.class) instanceof Restartable type) {
                type.close();
            }
        } catch (BlockException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "export type '" + contribution.name() + "' did not close well",
                    e);
        }
    }

    /** What would start again that which a type's exports share. */
    private static List<Restartable.Call> shared(Contribution contribution) {
        try {
            if (contribution.as(BlockExportType.class) instanceof Restartable type) {
                return List.copyOf(type.restart());
            }
        } catch (BlockException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "export type '" + contribution.name() + "' won't be restarted",
                    e);
        }
        return List.of();
    }

    /** Ends all exports, clients or not. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        endAll(_ -> true);
    }
}
