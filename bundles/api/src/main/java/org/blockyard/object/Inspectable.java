package org.blockyard.object;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An object whose properties can be seen by {@code qom-get}. Called by any thread.
 *
 * @param <O> the record of its properties, the one of its type
 * @since 1.1
 */
@ConsumerType
public interface Inspectable<O extends Record> {
    /** The properties as they are now; without those that are {@link #hidden}. */
    O properties();

    /** The names of properties that nobody is to see again, such as a password's. */
    default Set<String> hidden() {
        return Set.of();
    }
}
