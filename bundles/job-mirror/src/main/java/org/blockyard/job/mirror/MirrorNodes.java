package org.blockyard.job.mirror;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.DrainedSection;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.job.mirror.top.GuestWrites;
import org.blockyard.job.mirror.top.MirrorTop;
import org.blockyard.job.mirror.top.MirrorTopDriver;

/** What a mirror holds in the graph: its filter above the source, the source, and the target. */
final class MirrorNodes {
    private static final System.Logger LOG = System.getLogger(MirrorNodes.class.getName());
    private static final Set<Permission> ALL = EnumSet.allOf(Permission.class);

    private final BlockGraph graph;
    private final BlockNode source;
    private final BlockNode target;
    private final BlockNode filter;
    private final List<AutoCloseable> held = new ArrayList<>();
    private final List<BlockUser> users = new ArrayList<>();
    private boolean filterIsThere = true;

    private MirrorNodes(BlockGraph graph, BlockNode source, BlockNode target, BlockNode filter) {
        this.graph = graph;
        this.source = source;
        this.target = target;
        this.filter = filter;
    }

    /** Puts the filter above the source; nothing is held yet. */
    static MirrorNodes insert(BlockGraph graph, MirrorPlan plan) throws IOException {
        var source = graph.require(plan.source());
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", MirrorTopDriver.NAME);
        plan.filterName().ifPresent(name -> definition.put("node-name", name));
        definition.put("read-only", source.readOnly());
        definition.put("discard", "unmap");
        definition.put(MirrorTopDriver.SOURCE, plan.source());
        definition.put(MirrorTopDriver.TARGET, plan.target());
        var filter = graph.insert(plan.source(), definition);
        return new MirrorNodes(graph, source, graph.require(plan.target()), filter);
    }

    BlockNode source() {
        return source;
    }

    BlockNode target() {
        return target;
    }

    /** Takes hold of the three nodes. */
    void hold(String jobId) throws IOException {
        var sharing = EnumSet.copyOf(ALL);
        sharing.remove(Permission.RESIZE);
        attach(filter, jobId, Set.of(), sharing);
        attach(source, jobId, Set.of(Permission.CONSISTENT_READ), sharing);
        attach(target, jobId, Set.of(Permission.WRITE), Set.of(Permission.WRITE_UNCHANGED));
    }

    private void attach(
            BlockNode node, String jobId, Set<Permission> wanted, Set<Permission> shared)
            throws IOException {
        var user = graph.attach(node.name(), new UserRequest("job", jobId, wanted, shared));
        users.add(user);
        held.add(user);
    }

    /** A way to the data of the source. */
    Lane openSource() throws IOException {
        return open(users.get(1));
    }

    /** A way to the data of the target. */
    Lane openTarget() throws IOException {
        return open(users.get(2));
    }

    private Lane open(BlockUser user) throws IOException {
        var lane = user.openLane();
        held.add(lane);
        return lane;
    }

    /** What is done while no request is in flight. */
    @FunctionalInterface
    interface Meanwhile {
        /** Does it. */
        void run() throws IOException;
    }

    /** Has the filter tell of writes, or not; with no request in flight. */
    void watch(GuestWrites writes, Meanwhile meanwhile) throws IOException {
        filter.with(
                MirrorTop.class,
                top -> {
                    top.watch(writes);
                    meanwhile.run();
                    return true;
                });
    }

    /** Keeps guests off the disk. */
    DrainedSection drain() throws IOException {
        return graph.drain(List.of(filter.name()));
    }

    /** Takes the filter out; the source is as it was before. */
    void takeOut() throws IOException {
        if (filterIsThere) {
            change(List.of());
        }
    }

    /** Takes the filter out and puts the target in a node's place, both or none. */
    void pivot(String replaced, List<GraphChange> before) throws IOException {
        var changes = new ArrayList<>(before);
        changes.add(new GraphChange.Replace(replaced, target.name()));
        change(changes);
    }

    private void change(List<GraphChange> more) throws IOException {
        var changes = new ArrayList<GraphChange>();
        changes.add(new GraphChange.Extract(filter.name()));
        changes.addAll(more);
        // between the end of the hold and that of the filter nobody else's change may close it
        graph.exclusively(
                () -> {
                    letGo();
                    graph.apply(changes);
                    filterIsThere = false;
                    return true;
                });
    }

    /** Holds the disks no more than so that they stay, and the filter not at all. */
    private void letGo() throws IOException {
        for (var user : users) {
            if (user.node() == filter) {
                user.close();
            } else {
                user.permissions(Set.of(), ALL);
            }
        }
    }

    /** Lets everything go. */
    void release() {
        for (var one : held.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "a mirror could not let go what it held", e);
            }
        }
        held.clear();
        users.clear();
    }
}
