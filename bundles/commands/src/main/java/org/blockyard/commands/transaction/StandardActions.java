package org.blockyard.commands.transaction;

import java.util.List;
import java.util.stream.Stream;
import org.blockyard.commands.bitmap.BitmapCommands;
import org.blockyard.monitor.TransactionAction;
import org.blockyard.monitor.TransactionActions;
import org.blockyard.platform.Provide;

/** The actions over the platform's services. */
@Provide(services = TransactionActions.class, name = "standard-actions")
public final class StandardActions implements TransactionActions {
    private final List<TransactionAction> actions =
            Stream.concat(Stream.of(new AbortAction()), BitmapCommands.actions().stream()).toList();

    /** The actions, made once. */
    public StandardActions() {}

    @Override
    public List<TransactionAction> actions() {
        return actions;
    }
}
