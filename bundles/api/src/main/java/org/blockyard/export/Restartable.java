package org.blockyard.export;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An export type with something running that its exports share, such as a listening server. When
 * its bundle is replaced, the kernel asks what would start that again, closes the type, and runs it
 * with the commands of the bundle that comes, before it adds the exports again.
 */
@ConsumerType
public interface Restartable extends AutoCloseable {
    /** The commands that would start what runs now, in order; empty if nothing runs. */
    List<Call> restart();

    /** Ends what runs. Idempotent. */
    @Override
    void close();

    /**
     * A management command to run.
     *
     * @param command its name
     * @param arguments its arguments, as a JSON tree
     */
    record Call(String command, Map<String, Object> arguments) {}
}
