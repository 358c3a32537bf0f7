package org.blockyard.job.mirror;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockWork;
import org.blockyard.job.JobRequest;
import org.blockyard.job.PreparedJob;
import org.blockyard.job.kit.BlockJobOptions;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.platform.Platform;

/** Checks what a mirror is asked to do and starts it, or changes nothing. */
final class MirrorStart {
    private static final String TYPE = "mirror";

    private final Platform platform;
    private final BlockGraph graph;
    private final MirrorOptions options;

    MirrorStart(Platform platform, MirrorOptions options) {
        this.platform = platform;
        this.graph = platform.graph();
        this.options = options;
    }

    /** The disk, which must be nobody's child. */
    BlockNode source() throws BlockException {
        var node = node(options.device());
        if (node.holders().stream().anyMatch(holder -> holder.what().equals("node"))) {
            throw wrong("Need a root block node");
        }
        return node;
    }

    /** A node. */
    BlockNode node(String name) throws BlockException {
        return graph.find(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Cannot find device='"
                                                + name
                                                + "' nor node-name='"
                                                + name
                                                + "'"));
    }

    /** Starts it. */
    void run(
            BlockJobOptions job, BlockNode source, MirrorTarget target, Optional<String> filterName)
            throws IOException {
        options.checkGranularity();
        JobNodes.requireFree(platform.jobs(), List.of(source, target.node()));
        var replaceable = new Replaceable(graph, source);
        if (options.replaces().isPresent()) {
            replaceable.check(options.replaces().get());
        }
        options.check();
        if (Filters.unfiltered(source) == Filters.unfiltered(target.node())) {
            throw wrong("Can't mirror node into itself");
        }
        var plan = plan(source, target, filterName, bitmap(source));
        start(job, plan, new Ending(graph, plan, target, replaceable));
    }

    private Optional<DirtyBitmap> bitmap(BlockNode source) throws BlockException {
        if (options.xBlockyardBitmap().isEmpty()) {
            return Optional.empty();
        }
        var bitmap = source.dirtyBitmaps().require(options.xBlockyardBitmap().get());
        bitmap.requireModifiable();
        if (!bitmap.recording()) {
            throw wrong("Bitmap '" + bitmap.name() + "' is disabled and misses what is written");
        }
        return Optional.of(bitmap);
    }

    private MirrorPlan plan(
            BlockNode source,
            MirrorTarget target,
            Optional<String> filterName,
            Optional<DirtyBitmap> bitmap) {
        var granularity = options.granularity().filter(piece -> piece > 0);
        return new MirrorPlan(
                source.name(),
                target.node().name(),
                options.replaces(),
                options.sync(),
                granularity.map(OptionalLong::of).orElse(OptionalLong.empty()),
                options.memory(),
                options.copyMode(),
                options.targetIsZero() || target.blank(),
                bitmap,
                options.errors(),
                filterName);
    }

    private void start(BlockJobOptions job, MirrorPlan plan, Ending ending) throws IOException {
        var nodes = MirrorNodes.insert(graph, plan);
        Optional<PreparedJob> prepared = Optional.empty();
        try {
            var request = request(job, plan);
            var body = new MirrorJob(plan, nodes, ending, platform);
            prepared = Optional.of(platform.jobs().prepare(request, body));
            nodes.hold(request.id());
            prepared.get().start();
        } catch (Throwable t) {
            if (prepared.isPresent()) {
                prepared.get().drop();
            } else {
                nodes.takeOut();
            }
            throw t;
        }
    }

    private static JobRequest request(BlockJobOptions job, MirrorPlan plan) {
        return new JobRequest(
                job.jobId().orElse(""),
                TYPE,
                job.autoFinalize(),
                job.autoDismiss(),
                Optional.of(new BlockWork(List.of(plan.source(), plan.target()), job.speed())));
    }

    private static BlockException wrong(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
