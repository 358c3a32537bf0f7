package org.blockyard.commands.kit;

import java.util.Optional;
import org.blockyard.graph.BlockNode;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobInfo;
import org.blockyard.job.JobState;
import org.blockyard.platform.Platform;

/**
 * Finds nodes as commands name them. There are no named devices, so a name that may be a device's
 * is a node's.
 */
public final class NodeLookup {
    private NodeLookup() {}

    /** The node that one argument names, be it as a device or as a node. */
    public static BlockNode either(Platform platform, String name) throws BlockException {
        return platform.graph().find(name).orElseThrow(() -> missing(name, name));
    }

    /** The node that one of two arguments names. */
    public static BlockNode of(
            Platform platform, Optional<String> device, Optional<String> nodeName)
            throws BlockException {
        return nodeName.flatMap(platform.graph()::find)
                .orElseThrow(() -> missing(device.orElse(""), nodeName.orElse("")));
    }

    /**
     * The node that an argument names, which no other node may have as a child: what is done to it
     * is done to a whole disk.
     */
    public static BlockNode root(Platform platform, String name) throws BlockException {
        var node = either(platform, name);
        if (node.holders().stream().anyMatch(holder -> holder.what().equals("node"))) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Need a root block node")
                    .inNode(name);
        }
        return node;
    }

    /** Says that a job is at work on a node, if one is. */
    public static void requireNoJob(Platform platform, BlockNode node) throws BlockException {
        for (var job : platform.jobs().list()) {
            if (job.state() != JobState.CONCLUDED && worksOn(job, node)) {
                throw busy(node, "block device is in use by block job: " + job.type());
            }
        }
    }

    /** Whether it holds the node, or does so through a filter of its own. */
    private static boolean worksOn(JobInfo job, BlockNode node) {
        return job.block().filter(work -> work.nodes().contains(node.name())).isPresent()
                || node.holders().stream()
                        .anyMatch(
                                holder ->
                                        holder.what().equals("job")
                                                && holder.name().equals(job.id()));
    }

    /** Says that a node can't be changed now. */
    public static BlockException busy(BlockNode node, String why) {
        return new BlockException(ErrorKind.BUSY, "Node '" + node.name() + "' is busy: " + why)
                .inNode(node.name());
    }

    private static BlockException missing(String device, String nodeName) {
        return new BlockException(
                ErrorKind.NOT_FOUND,
                "Cannot find device='" + device + "' nor node-name='" + nodeName + "'");
    }
}
