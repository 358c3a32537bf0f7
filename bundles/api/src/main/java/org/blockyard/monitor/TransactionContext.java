package org.blockyard.monitor;

import java.io.IOException;
import java.util.Collection;
import java.util.function.Supplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Under what circumstances a step of a transaction runs.
 *
 * @since 1.1
 */
@ProviderType
public interface TransactionContext extends CommandContext {
    /** Where the step's data stand in the command's arguments, for messages. */
    String path();

    /** Whether the jobs that the steps start are to succeed or fail together. */
    boolean grouped();

    /**
     * Keeps nodes drained from now until all steps are cleaned; for nodes that a step made, since
     * {@link TransactionStep#nodes} are drained anyway.
     */
    void drain(Collection<String> nodeNames) throws IOException;

    /** What the steps of this transaction have in common: made by the first that asks for it. */
    <T> T shared(Class<T> type, Supplier<T> made);
}
