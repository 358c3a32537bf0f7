package org.blockyard.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of action that the command {@code transaction} can do together with others, all or none.
 * Stateless; any thread.
 *
 * @since 1.1
 */
@ConsumerType
public interface TransactionAction {
    /** Its name, such as {@code blockdev-snapshot}. */
    String name();

    /** What it does, in one or two sentences, for help and the reference. */
    String doc();

    /** Whether there is a better action for what it does; its {@link #doc} names it. */
    default boolean deprecated() {
        return false;
    }

    /** What the command that does the same alone is told to have; nothing by default. */
    default List<String> features() {
        return List.of();
    }

    /**
     * Whether it can be part of a transaction whose jobs succeed or fail together ({@link
     * TransactionContext#grouped}).
     */
    default boolean groupable() {
        return false;
    }

    /** Its data; may depend on what drivers are present. */
    OptionType.Struct data(Platform platform);

    /**
     * One such action as a step of a transaction. Looks at the data only: nothing happens before
     * {@link TransactionStep#prepare}, and it does not when the data of another step are wrong.
     *
     * @param data a JSON tree, not yet checked
     * @throws org.blockyard.io.BlockException if the data are wrong
     */
    TransactionStep step(Map<String, Object> data, TransactionContext context) throws IOException;
}
