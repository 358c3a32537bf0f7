package org.blockyard.job.mirror;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.graph.BlockGraph;
import org.blockyard.graph.BlockNode;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;

/** What becomes of the target when a mirror ends. */
final class Ending {
    private static final System.Logger LOG = System.getLogger(Ending.class.getName());

    private final BlockGraph graph;
    private final MirrorPlan plan;
    private final MirrorTarget target;
    private final Replaceable replaceable;

    Ending(BlockGraph graph, MirrorPlan plan, MirrorTarget target, Replaceable replaceable) {
        this.graph = graph;
        this.plan = plan;
        this.target = target;
        this.replaceable = replaceable;
    }

    /** Checks, when the mirror is told to complete, that there is still a node to replace. */
    void check() throws BlockException {
        replaceable.checkThere(plan.replaced());
    }

    /** Leads the holders of the replaced node to the target, if that is still the same disk. */
    void pivot(MirrorNodes nodes) throws IOException {
        replaceable.checkStill(plan.replaced(), plan.target());
        var backing = target.backing().map(which -> backing(which, nodes.source()));
        nodes.pivot(plan.replaced(), backing.map(List::of).orElse(List.of()));
    }

    private GraphChange backing(TargetBacking which, BlockNode source) {
        Map<String, Object> definition = new LinkedHashMap<>(target.node().definition());
        definition.put("node-name", target.node().name());
        switch (which) {
            case ITS_OWN -> definition.remove("backing");
            case THE_SOURCE -> definition.put("backing", source.name());
            case THE_SOURCES ->
                    definition.put(
                            "backing", Filters.backing(source).map(BlockNode::name).orElseThrow());
        }
        return new GraphChange.Reopen(definition);
    }

    /** Closes the target if the mirror opened it and nobody uses it. */
    void clean() {
        var name = target.node().name();
        boolean unused = Optional.of(target.node()).filter(n -> n.holders().isEmpty()).isPresent();
        if (target.own() && unused) {
            try {
                graph.remove(name);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "node '" + name + "' of a mirror stays", e);
            }
        }
    }
}
