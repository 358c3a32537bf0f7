package org.blockyard.kernel.internal.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.blockyard.export.BlockExportType;
import org.blockyard.export.ExportInfo;
import org.blockyard.export.ExportOptions;
import org.blockyard.export.Exports;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.monitor.KernelEvents;
import org.blockyard.kernel.internal.object.Ids;
import org.blockyard.kernel.internal.platform.ContributionListener;
import org.blockyard.kernel.internal.platform.ContributionRegistry;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Contribution;
import org.blockyard.platform.Platform;

/** The exports of one platform. An id stays taken until its export is gone for good. */
public final class KernelExports implements Exports, ContributionListener, AutoCloseable {
    private final Platform platform;
    private final ContributionRegistry contributions;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RunningExport> exports = new LinkedHashMap<>();
    private boolean closed;

    /** No exports yet; the types are those contributed. */
    public KernelExports(Platform platform, ContributionRegistry contributions) {
        this.platform = platform;
        this.contributions = contributions;
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
        return add(schema.read(common, ReadMode.JSON), own);
    }

    private ExportInfo add(ExportOptions options, Map<String, Object> own) throws IOException {
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
        var export = new RunningExport(platform, options, maker, this::forget);
        enter(export);
        boolean started = false;
        try {
            export.start(type, own);
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
    public List<BlockExportType<?>> types() {
        var types = new ArrayList<BlockExportType<?>>();
        for (BlockExportType<?> type : contributions.instances(BlockExportType.class)) {
            if (types.stream().noneMatch(known -> known.name().equals(type.name()))) {
                types.add(type);
            }
        }
        return types;
    }

    @Override
    public void added(Contribution contribution) {}

    /** Ends the exports whose code goes away, clients or not. */
    @Override
    public void removing(Contribution contribution) {
        if (contribution.is(BlockExportType.class)) {
            endAll(export -> export.maker() == contribution);
        }
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
