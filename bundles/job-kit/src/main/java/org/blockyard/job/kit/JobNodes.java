package org.blockyard.job.kit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.BlockJobInfo;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.job.Jobs;
import org.blockyard.platform.LazyLogger;

/**
 * The nodes that a job holds. Found by the names that commands give, checked to be no other job's,
 * and let go together. Not thread-safe.
 */
public final class JobNodes implements AutoCloseable {
    private static final System.Logger LOG = LazyLogger.of(JobNodes.class);

    private final BlockGraph graph;
    private final String jobId;
    private final List<BlockUser> users = new ArrayList<>();
    private final Map<BlockNode, Map<String, Object>> readOnly = new LinkedHashMap<>();

    /** Of a job that holds nothing yet. */
    public JobNodes(BlockGraph graph, String jobId) {
        this.graph = graph;
        this.jobId = jobId;
    }

    /**
     * The node that a command names as its device.
     *
     * @throws BlockException of kind {@code NOT_FOUND}, in the words of the peer
     */
    public static BlockNode device(BlockGraph graph, String name) throws BlockException {
        return graph.find(name).orElseThrow(() -> missing(name, name));
    }

    /**
     * The node that a command names as a node.
     *
     * @throws BlockException of kind {@code NOT_FOUND}, in the words of the peer
     */
    public static BlockNode node(BlockGraph graph, String name) throws BlockException {
        return graph.find(name).orElseThrow(() -> missing("", name));
    }

    private static BlockException missing(String device, String name) {
        return new BlockException(
                ErrorKind.NOT_FOUND,
                "Cannot find device='" + device + "' nor node-name='" + name + "'");
    }

    /**
     * Checks that no job works on a node.
     *
     * @throws BlockException of kind {@code BUSY} that tells which does
     */
    public static void requireFree(Jobs jobs, Collection<BlockNode> nodes) throws BlockException {
        for (var node : nodes) {
            var holder = jobs.list().stream().filter(job -> worksOn(job, node)).findFirst();
            if (holder.isPresent()) {
                throw new BlockException(
                                ErrorKind.BUSY,
                                "Node '"
                                        + node.name()
                                        + "' is busy: block device is in use by block job: "
                                        + holder.get().type())
                        .hint("It is the job '" + holder.get().id() + "'");
            }
        }
    }

    private static boolean worksOn(JobInfo job, BlockNode node) {
        return job.state() != JobState.CONCLUDED
                && job.block().map(BlockJobInfo::nodes).orElse(List.of()).contains(node.name());
    }

    /** Holds a node until {@link #close}, or until the user that is returned is closed. */
    public BlockUser hold(BlockNode node, Set<Permission> wanted, Set<Permission> shared)
            throws IOException {
        var user = graph.attach(node.name(), new UserRequest("job", jobId, wanted, shared));
        users.add(user);
        return user;
    }

    /** Opens a node again for writing if it is read-only; {@link #close} makes it as it was. */
    public void makeWritable(BlockNode node) throws IOException {
        if (node.readOnly()) {
            var now = node.definition();
            var before = new LinkedHashMap<String, Object>();
            for (var option : List.of("read-only", "auto-read-only")) {
                before.put(option, now.getOrDefault(option, false));
            }
            reopen(node, Map.of("read-only", false, "auto-read-only", false));
            readOnly.put(node, before);
        }
    }

    private void reopen(BlockNode node, Map<String, Object> changes) throws IOException {
        var definition = definition(node);
        definition.putAll(changes);
        graph.apply(List.of(new GraphChange.Reopen(definition)));
    }

    /** The options of a node as they are now, to be given anew with changes. */
    public static Map<String, Object> definition(BlockNode node) {
        var definition = new LinkedHashMap<>(node.definition());
        definition.put("node-name", node.name());
        return definition;
    }

    /** Leaves a node writable that was made so. */
    public void leaveWritable(BlockNode node) {
        readOnly.remove(node);
    }

    /** Ends all holds. Idempotent. */
    public void release() {
        while (!users.isEmpty()) {
            users.removeLast().close();
        }
    }

    /** Lets all go. What can't be made read-only again is logged. Idempotent. */
    @Override
    public void close() {
        release();
        for (var node : List.copyOf(readOnly.keySet())) {
            var before = readOnly.remove(node);
            try {
                if (graph.find(node.name()).filter(node::equals).isPresent()) {
                    reopen(node, before);
                }
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "node '" + node.name() + "' stays writable: " + e.getMessage());
            }
        }
    }

    /** The names of nodes, in their order. */
    public static List<String> names(Collection<BlockNode> nodes) {
        return nodes.stream().map(BlockNode::name).toList();
    }

    /** The first of several options that was given with another that excludes it. */
    public static void requireOne(String one, Optional<?> first, String other, Optional<?> second)
            throws BlockException {
        if (first.isPresent() && second.isPresent()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "'" + one + "' and '" + other + "' cannot be specified at the same time");
        }
    }
}
