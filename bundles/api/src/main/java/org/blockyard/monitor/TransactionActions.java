package org.blockyard.monitor;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Actions that a bundle contributes to the command {@code transaction}; announced with {@link
 * org.blockyard.platform.Provide @Provide}. Of two actions with one name the newer bundle's counts.
 *
 * @since 1.1
 */
@ConsumerType
public interface TransactionActions {
    /** The actions, the same each time. */
    List<TransactionAction> actions();
}
