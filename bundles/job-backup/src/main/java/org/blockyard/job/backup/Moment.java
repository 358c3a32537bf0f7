package org.blockyard.job.backup;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.bitmap.FrozenBitmap;
import org.blockyard.driver.AbilityUse;
import org.blockyard.driver.CopyBeforeWrite;
import org.blockyard.driver.CopyRules;
import org.blockyard.driver.Permission;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.BlockUser;
import org.blockyard.graph.GraphChange;
import org.blockyard.graph.Lane;
import org.blockyard.graph.UserRequest;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** A moment of a disk that a filter keeps for a job, and the job's hold on what it works with. */
final class Moment {
    private static final String FILTER = "copy-before-write";

    private final BlockGraph graph;
    private final BlockNode filter;
    private final BlockUser user;
    private final Lane lane;
    private final BlockUser targetUser;
    private final Lane targetLane;
    private final boolean temporaryTarget;

    private Moment(
            BlockGraph graph,
            BlockNode filter,
            BlockUser user,
            Lane lane,
            BlockUser targetUser,
            Lane targetLane,
            boolean temporaryTarget) {
        this.graph = graph;
        this.filter = filter;
        this.user = user;
        this.lane = lane;
        this.targetUser = targetUser;
        this.targetLane = targetLane;
        this.temporaryTarget = temporaryTarget;
    }

    /**
     * Begins to keep the moment that it is now; the source is drained.
     *
     * @param id the job's id
     * @param frozen the bits that say what is copied, if a bitmap does
     * @param temporaryTarget whether the target goes with the job
     */
    static Moment of(
            BlockGraph graph,
            Wishes wishes,
            String id,
            Optional<FrozenBitmap> frozen,
            boolean temporaryTarget)
            throws IOException {
        var options = wishes.options();
        var filter = insert(graph, wishes);
        try {
            var moment = hold(graph, filter, wishes.target(), id, temporaryTarget);
            try {
                moment.settle(options, frozen.filter(bits -> options.byBitmap()));
                return moment;
            } catch (Throwable t) {
                moment.letGo();
                throw t;
            }
        } catch (Throwable t) {
            extract(graph, filter);
            throw t;
        }
    }

    private static BlockNode insert(BlockGraph graph, Wishes wishes) throws IOException {
        try {
            return graph.insert(wishes.source().name(), definition(wishes));
        } catch (IOException e) {
            throw BlockException.of(e).prefix("Could not create node: ");
        }
    }

    private static Map<String, Object> definition(Wishes wishes) {
        var options = wishes.options();
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", FILTER);
        options.filterNodeName().ifPresent(name -> definition.put("node-name", name));
        definition.put("file", wishes.source().name());
        definition.put("target", wishes.target().name());
        definition.put("discard", "unmap");
        definition.put("min-cluster-size", options.performance().minClusterSize());
        return definition;
    }

    private static Moment hold(
            BlockGraph graph,
            BlockNode filter,
            BlockNode target,
            String id,
            boolean temporaryTarget)
            throws IOException {
        var user = graph.attach(filter.name(), onlooker(id));
        try {
            var lane = user.openLane();
            var targetUser = graph.attach(target.name(), onlooker(id));
            return new Moment(
                    graph, filter, user, lane, targetUser, targetUser.openLane(), temporaryTarget);
        } catch (Throwable t) {
            user.close();
            throw t;
        }
    }

    /** The filter does what is done with the disks; the job only keeps them from going. */
    private static UserRequest onlooker(String id) {
        return new UserRequest("job", id, Set.of(), Set.of(Permission.values()));
    }

    /**
     * Settles what is copied. A write that comes meanwhile copies too much at worst: the source is
     * drained, so it is not done yet.
     */
    private void settle(BackupOptions options, Optional<FrozenBitmap> frozen) throws IOException {
        var rules =
                new CopyRules(
                        options.sync() == SyncMode.TOP,
                        options.compress(),
                        options.performance().useCopyRange().orElse(true),
                        options.discardSource());
        long chunk = options.performance().maxChunk();
        use(
                copy -> {
                    if (chunk != 0 && chunk < copy.copyBlock()) {
                        throw new BlockException(
                                ErrorKind.INVALID_OPTION,
                                "Required max-chunk ("
                                        + chunk
                                        + ") is less than backup cluster size ("
                                        + copy.copyBlock()
                                        + ")");
                    }
                    copy.copyAs(rules);
                    frozen.ifPresent(bitmap -> only(copy, bitmap.bits()));
                    return true;
                });
    }

    private static void only(CopyBeforeWrite copy, DirtyBits bits) {
        copy.copyNothing();
        for (var run = bits.next(0, bits.length());
                run.isPresent();
                run = bits.next(run.get().end(), bits.length())) {
            copy.alsoCopy(run.get().offset(), run.get().length());
        }
    }

    /** Uses the filter as one request. */
    <R> R use(AbilityUse<CopyBeforeWrite, R> use) throws IOException {
        return lane.request(CopyBeforeWrite.class, use);
    }

    /** The names of the nodes that the job holds, the one it was asked for first. */
    List<String> nodes() {
        return List.of(filter.name(), targetUser.node().name());
    }

    /** Has the target keep what it was given. */
    void flushTarget() throws IOException {
        targetLane.flush();
    }

    private void letGo() {
        lane.close();
        user.close();
        targetLane.close();
        targetUser.close();
    }

    /** Ends it: the disk is as it was without a filter. */
    void end() throws IOException {
        letGo();
        extract(graph, filter);
    }

    /** As {@link #end}, with the target if that was opened for the job. */
    void endWithTarget() throws IOException {
        var target = targetUser.node().name();
        end();
        if (temporaryTarget) {
            graph.remove(target);
        }
    }

    private static void extract(BlockGraph graph, BlockNode filter) throws IOException {
        graph.apply(List.of(new GraphChange.Extract(filter.name())));
    }
}
