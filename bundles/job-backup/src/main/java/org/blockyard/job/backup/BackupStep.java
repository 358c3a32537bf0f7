package org.blockyard.job.backup;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.bitmap.FrozenBitmap;
import org.blockyard.job.JobGroup;
import org.blockyard.job.PreparedJob;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/** The start of a backup, alone or with other actions. */
final class BackupStep implements TransactionStep {
    private final Platform platform;
    private final BackupOptions options;
    private final TargetChoice target;
    private final JobGroup group;
    private @Nullable PreparedJob job;

    BackupStep(Platform platform, BackupOptions options, TargetChoice target, JobGroup group) {
        this.platform = platform;
        this.options = options;
        this.target = target;
        this.group = group;
    }

    @Override
    public Collection<String> nodes() {
        return List.of(options.device());
    }

    @Override
    public void prepare() throws IOException {
        var graph = platform.graph();
        var source = Wishes.node(graph, options.device());
        var copy = target.node(graph, source);
        try {
            prepare(Wishes.check(options, source, copy, platform.jobs()));
        } catch (Throwable t) {
            if (target.temporary()) {
                graph.remove(copy.name());
            }
            throw t;
        }
    }

    private void prepare(Wishes wishes) throws IOException {
        var id = options.job().request("backup", List.of()).id();
        Optional<FrozenBitmap> frozen = Optional.empty();
        if (wishes.bitmap().isPresent()) {
            frozen = Optional.of(wishes.bitmap().get().freeze("job '" + id + "'"));
        }
        try {
            job = prepare(wishes, id, frozen);
        } catch (Throwable t) {
            frozen.ifPresent(FrozenBitmap::close);
            throw t;
        }
    }

    private PreparedJob prepare(Wishes wishes, String id, Optional<FrozenBitmap> frozen)
            throws IOException {
        var moment = Moment.of(platform.graph(), wishes, id, frozen, target.temporary());
        try {
            var request = options.job().request("backup", moment.nodes());
            var body = new BackupBody(options, moment, wishes.bitmap(), frozen);
            return platform.jobs().prepare(request, body, group);
        } catch (Throwable t) {
            moment.end();
            throw t;
        }
    }

    @Override
    public void commit() {
        if (job != null) {
            job.start();
        }
    }

    @Override
    public void abort() {
        if (job != null) {
            job.cancel();
        }
    }

    /** Takes it as the only step. */
    Map<String, Object> alone() throws IOException {
        return platform.graph().exclusively(this::drainedAlone);
    }

    private Map<String, Object> drainedAlone() throws IOException {
        var graph = platform.graph();
        var present = nodes().stream().filter(name -> graph.find(name).isPresent()).toList();
        try (var drained = graph.drain(present)) {
            prepare();
            commit();
            clean();
        }
        return Map.of();
    }

    /** The group of a transaction's jobs, or one for a job alone. */
    static JobGroup group(TransactionContext context) {
        var jobs = context.platform().jobs();
        return context.grouped() ? context.shared(JobGroup.class, jobs::group) : jobs.group();
    }
}
