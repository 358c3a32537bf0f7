package org.blockyard.job.stream.internal;

import static org.blockyard.driver.Permission.CONSISTENT_READ;
import static org.blockyard.driver.Permission.WRITE;
import static org.blockyard.driver.Permission.WRITE_UNCHANGED;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Rebasing;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.DriverInfo;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.job.JobControl;
import org.blockyard.job.kit.BackingChain;
import org.blockyard.job.kit.BlockCopy;
import org.blockyard.job.kit.ChainRanges;
import org.blockyard.job.kit.CopyFailure;
import org.blockyard.job.kit.HoldingBody;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.job.kit.Range;
import org.blockyard.option.JsonNull;
import org.blockyard.platform.Platform;

/**
 * Fills a layer with what those below it hold, down to a base, and then puts it directly above the
 * base. What readers get never changes, so it may end at any point without harm.
 */
final class StreamJob implements HoldingBody {
    private static final int AT_ONCE = 4;

    private final Platform platform;
    private final StreamOptions options;
    private final StreamPlan plan;
    private final JobNodes nodes;
    private Optional<BlockUser> top = Optional.empty();

    StreamJob(Platform platform, StreamOptions options, StreamPlan plan, String id) {
        this.platform = platform;
        this.options = options;
        this.plan = plan;
        this.nodes = new JobNodes(platform.graph(), id);
    }

    /** Takes hold of the nodes: the top keeps its length, those that go their content. */
    @Override
    public void hold() throws IOException {
        if (hasBacking()) {
            nodes.makeWritable(plan.top());
        }
        if (plan.idle()) {
            return;
        }
        top =
                Optional.of(
                        nodes.hold(
                                plan.top(),
                                Set.of(CONSISTENT_READ, WRITE_UNCHANGED),
                                Set.of(CONSISTENT_READ, WRITE, WRITE_UNCHANGED)));
        for (var going : plan.going()) {
            nodes.hold(going, Set.of(), Set.of(CONSISTENT_READ, WRITE_UNCHANGED));
        }
    }

    @Override
    public void run(JobControl control) throws IOException {
        if (top.isEmpty()) {
            return; // there is nothing to copy
        }
        try (var lane = top.get().openLane()) {
            control.remaining(lane.length());
            var copy = new BlockCopy(control, policy(), AT_ONCE);
            copy.run(
                    new ChainRanges(lane, plan.end(), this::missing, control),
                    range -> copyUp(lane, range));
            if (copy.leftOut().isPresent()) {
                // the layers below are still needed
                throw copy.leftOut().get();
            }
        }
    }

    /** Whether it would be missing without the layers that go. */
    private boolean missing(ChainExtent run) {
        return run.depth() > 0 && (plan.base().isPresent() ? ChainRanges.held(run) : run.present());
    }

    private BlockCopy.Policy policy() {
        return new BlockCopy.Policy(options.onError(), options.onError(), true);
    }

    private static void copyUp(Lane lane, Range range) throws CopyFailure {
        try {
            lane.copyUp(range.offset(), range.length());
        } catch (IOException e) {
            throw CopyFailure.reading(e);
        }
    }

    @Override
    public void prepare() throws IOException {
        if (hasBacking()) {
            platform.graph()
                    .exclusively(
                            () -> {
                                drop();
                                return true;
                            });
        }
    }

    private boolean hasBacking() {
        return BackingChain.edgeBelow(plan.top()).isPresent();
    }

    private void drop() throws IOException {
        nodes.release();
        if (!plan.idle()) {
            var definition = JobNodes.definition(plan.top());
            definition.put(
                    "backing", plan.base().<Object>map(BlockNode::name).orElse(JsonNull.NULL));
            platform.graph().apply(List.of(new GraphChange.Reopen(definition)));
        }
        // a crash before this leaves an image that reads the same through the layers it no longer
        // needs
        plan.top().with(Rebasing.class, this::record);
    }

    private boolean record(Rebasing image) throws IOException {
        var name = plan.base().map(base -> options.backingFile().orElseGet(() -> base.fileName()));
        image.recordBacking(name, plan.base().map(this::format));
        return true;
    }

    private String format(BlockNode base) {
        boolean masked =
                options.backingMaskProtocol()
                        && platform.graph()
                                .driver(base.driver())
                                .map(DriverInfo::kind)
                                .filter(DriverKind.PROTOCOL::equals)
                                .isPresent();
        return masked ? "raw" : base.driver();
    }

    @Override
    public void clean() {
        nodes.close();
    }
}
