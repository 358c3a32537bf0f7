package org.blockyard.commands.kit;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.blockyard.graph.PreparedChange;
import org.blockyard.monitor.TransactionStep;
import org.jspecify.annotations.Nullable;

/** A step of a transaction that is a change of the graph. */
public final class GraphStep implements TransactionStep {
    private final Preparation preparation;
    private final List<String> nodes;
    private @Nullable PreparedChange change;

    /** Makes the change, in a way that can be undone. */
    @FunctionalInterface
    public interface Preparation {
        /** Makes it, or throws, having changed nothing. */
        PreparedChange prepare() throws IOException;
    }

    /** A step that makes such a change, with those nodes drained. */
    public GraphStep(Preparation preparation, String... nodes) {
        this.preparation = preparation;
        this.nodes = List.of(nodes);
    }

    @Override
    public Collection<String> nodes() {
        return nodes;
    }

    @Override
    public void prepare() throws IOException {
        change = preparation.prepare();
    }

    @Override
    public void commit() {
        Objects.requireNonNull(change).commit();
    }

    @Override
    public void abort() {
        Objects.requireNonNull(change).abort();
    }
}
