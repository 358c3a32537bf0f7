package org.blockyard.job.commit.internal;

import java.io.IOException;
import java.util.Optional;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.Rebasing;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.DriverInfo;
import org.blockyard.job.JobControl;
import org.blockyard.job.kit.BlockCopy;
import org.blockyard.job.kit.ChainRanges;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.platform.Platform;

/**
 * Brings layers that nobody writes down into one below them, and then has those above read that
 * one.
 */
final class IntermediateCommit implements CommitBody {
    private static final int AT_ONCE = 4;

    private final Platform platform;
    private final CommitOptions options;
    private final CommitPlan plan;
    private final CommitNodes nodes;

    IntermediateCommit(Platform platform, CommitOptions options, CommitPlan plan, String id) {
        this.platform = platform;
        this.options = options;
        this.plan = plan;
        this.nodes = new CommitNodes(platform, plan, id);
    }

    @Override
    public void hold() throws IOException {
        nodes.hold(options.filterNodeName());
    }

    @Override
    public void run(JobControl control) throws IOException {
        var source = nodes.source();
        control.remaining(source.length());
        new BlockCopy(control, BlockCopy.Policy.of(options.onError()), AT_ONCE)
                .run(
                        new ChainRanges(
                                source, Optional.of(plan.end()), ChainRanges::held, control),
                        nodes.copy());
        // the layers that go were durable, so the base has to be before they go
        nodes.target().flush();
    }

    @Override
    public void prepare() throws IOException {
        platform.graph()
                .exclusively(
                        () -> {
                            drop();
                            return true;
                        });
    }

    private void drop() throws IOException {
        var overlays = nodes.overlays();
        nodes.pivot();
        for (var overlay : overlays) {
            // a crash before this leaves an image that reads the same through the layers that went
            try (var writable = new JobNodes(platform.graph(), "commit")) {
                writable.makeWritable(overlay);
                overlay.with(Rebasing.class, this::record);
            }
        }
    }

    private boolean record(Rebasing image) throws IOException {
        var name = options.backingFile().orElseGet(() -> plan.base().fileName());
        image.recordBacking(Optional.of(name), Optional.of(format(plan.base())));
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
    public void abort() {
        CommitBody.letGo(nodes);
    }

    @Override
    public void clean() {
        nodes.close();
    }
}
