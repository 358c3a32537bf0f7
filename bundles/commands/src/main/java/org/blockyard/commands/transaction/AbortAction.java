package org.blockyard.commands.transaction;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.RecordAction;
import org.blockyard.monitor.TransactionContext;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.NoOptions;

/** {@code abort}: fails when its turn comes, so that one can try a transaction. */
public final class AbortAction extends RecordAction<NoOptions> {
    /** The action. */
    public AbortAction() {
        super("abort", "Fails, so that all actions before it are undone.", NoOptions.class);
    }

    @Override
    protected TransactionStep step(NoOptions none, TransactionContext context) {
        return () -> {
            throw new BlockException(ErrorKind.CANCELLED, "Transaction aborted using Abort action");
        };
    }
}
