package org.blockyard.commands.bitmap;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.blockyard.commands.kit.Action;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.platform.Platform;

/**
 * Something that is done with a bitmap, alone as a command or as an action of a transaction.
 *
 * @param <A> its data
 */
final class BitmapAction<A extends Record> extends RecordAction<A> {
    private final Class<A> type;
    private final Function<A, String> node;
    private final Maker<A> maker;

    /** What makes a step of data. */
    @FunctionalInterface
    interface Maker<A> {
        /** The step. */
        TransactionStep make(A data, Platform platform);
    }

    /**
     * An action.
     *
     * @param node tells the node whose bitmap it is
     */
    BitmapAction(String name, String doc, Class<A> type, Function<A, String> node, Maker<A> maker) {
        super(name, doc, type);
        this.type = type;
        this.node = node;
        this.maker = maker;
    }

    @Override
    protected TransactionStep step(A data, TransactionContext context) {
        return new AtRest(List.of(node.apply(data)), maker.make(data, context.platform()));
    }

    /** The command that does it alone; it leaves the node to its clients. */
    ManagementCommand command() {
        return Action.does(
                name(),
                doc(),
                type,
                (given, context) -> {
                    var step = maker.make(given, context.platform());
                    step.prepare();
                    step.commit();
                    step.clean();
                });
    }

    /** A step whose node is at rest, so that its bitmap is of the moment of the transaction. */
    private record AtRest(Collection<String> nodes, TransactionStep step)
            implements TransactionStep {
        @Override
        public void prepare() throws java.io.IOException {
            step.prepare();
        }

        @Override
        public void commit() {
            step.commit();
        }

        @Override
        public void abort() {
            step.abort();
        }

        @Override
        public void clean() {
            step.clean();
        }
    }
}
