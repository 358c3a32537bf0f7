package org.blockyard.commands;

import java.util.List;
import java.util.stream.Stream;
import org.blockyard.commands.bitmap.BitmapCommands;
import org.blockyard.commands.snapshot.SnapshotCommands;
import org.blockyard.commands.transaction.AbortAction;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.platform.Provide;

/** The actions over the platform's services. */
@Provide(services = TransactionActions.class, name = "standard-actions")
public final class StandardActions implements TransactionActions {
    private final List<TransactionAction> actions =
            Stream.of(
                            List.of(new AbortAction()),
                            SnapshotCommands.actions(),
                            BitmapCommands.actions())
                    .<TransactionAction>flatMap(List::stream)
                    .toList();

    /** The actions, made once. */
    public StandardActions() {}

    @Override
    public List<TransactionAction> actions() {
        return actions;
    }
}
