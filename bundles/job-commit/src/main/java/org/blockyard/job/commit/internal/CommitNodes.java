package org.blockyard.job.commit.internal;

import static org.blockyard.driver.Permission.CONSISTENT_READ;
import static org.blockyard.driver.Permission.RESIZE;
import static org.blockyard.driver.Permission.WRITE;
import static org.blockyard.driver.Permission.WRITE_UNCHANGED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Preallocation;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.io.BufferPool;
import org.blockyard.job.kit.BackingChain;
import org.blockyard.job.kit.JobNodes;
import org.blockyard.job.kit.LaneCopy;
import org.blockyard.platform.Platform;
import org.jspecify.annotations.Nullable;

/**
 * What a commit holds while it works: the filter above the top, the top to read, the base to write,
 * and what is between so that it stays as it is.
 */
final class CommitNodes {
    private final BlockGraph graph;
    private final BufferPool buffers;
    private final CommitPlan plan;
    private final JobNodes nodes;
    private Optional<BlockNode> filter = Optional.empty();
    private @Nullable BlockUser top;
    private @Nullable BlockUser base;
    private @Nullable Lane source;
    private @Nullable Lane target;

    CommitNodes(Platform platform, CommitPlan plan, String jobId) {
        this.graph = platform.graph();
        this.buffers = platform.buffers();
        this.plan = plan;
        this.nodes = new JobNodes(graph, jobId);
    }

    /** Takes hold of all, and makes the base as long as the top if it is shorter. */
    void hold(Optional<String> filterName) throws IOException {
        nodes.makeWritable(plan.base());
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", "commit_top");
        filterName.ifPresent(name -> definition.put("node-name", name));
        definition.put("file", plan.top().name());
        filter = Optional.of(graph.insert(plan.top().name(), definition));
        for (var going : plan.going()) {
            // nobody may begin to read for itself what the base is about to change
            var user = nodes.hold(going, Set.of(), EnumSet.of(WRITE, WRITE_UNCHANGED));
            if (going == plan.top()) {
                top = user;
            }
        }
        boolean grows = plan.base().length() < plan.top().length();
        base =
                nodes.hold(
                        plan.base(),
                        grows
                                ? EnumSet.of(CONSISTENT_READ, WRITE, RESIZE)
                                : EnumSet.of(CONSISTENT_READ, WRITE),
                        EnumSet.of(CONSISTENT_READ, WRITE_UNCHANGED));
        if (grows) {
            base.resize(plan.top().length(), Preallocation.OFF, true);
        }
        source = top().openLane();
        target = base.openLane();
    }

    private BlockUser top() {
        return require(top);
    }

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the nodes are not held");
        }
        return part;
    }

    /** The way to what readers of the top get. */
    Lane source() {
        return require(source);
    }

    /** The way to the base. */
    Lane target() {
        return require(target);
    }

    /** Copies ranges from the top to the base, of what layers above the base hold. */
    LaneCopy copy() {
        return new LaneCopy(source(), target(), buffers, LaneCopy.Manner.PLAIN.above(plan.end()));
    }

    /** The node to drain to keep all writers off the top. */
    String uppermost() {
        return filter.orElse(plan.top()).name();
    }

    /** Layers that have the top as their backing, through the filter. */
    List<BlockNode> overlays() {
        return graph.nodes().stream()
                .filter(node -> filter.isPresent())
                .filter(
                        node ->
                                BackingChain.edgeBelow(node)
                                        .filter(edge -> edge.child() == filter.get())
                                        .isPresent())
                .toList();
    }

    /** Lets all go, and has whoever holds the top hold the base. */
    void pivot() throws IOException {
        release();
        var changes = new ArrayList<GraphChange>();
        filter.ifPresent(node -> changes.add(new GraphChange.Extract(node.name())));
        changes.add(new GraphChange.Replace(plan.top().name(), plan.base().name()));
        graph.apply(changes);
        filter = Optional.empty();
    }

    /** Leaves the base writable, for it is the disk in use now. */
    void leaveWritable() {
        if (!plan.top().readOnly()) {
            nodes.leaveWritable(plan.base());
        }
    }

    /** Lets all go and takes the filter out, if that was not done. */
    void letGo() throws IOException {
        release();
        var left = filter;
        filter = Optional.empty();
        if (left.isPresent()) {
            graph.apply(List.of(new GraphChange.Extract(left.get().name())));
        }
    }

    private void release() {
        for (var lane : new Lane[] {source, target}) {
            if (lane != null) {
                lane.close();
            }
        }
        source = null;
        target = null;
        nodes.release();
    }

    /** Makes what was made writable as it was. */
    void close() {
        nodes.close();
    }
}
