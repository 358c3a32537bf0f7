package org.blockyard.monitor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;
import org.osgi.annotation.versioning.ConsumerType;

/** A command that QMP, the shell and the command line can run. Stateless; any thread. */
@ConsumerType
public interface ManagementCommand {
    /** Its name, such as {@code blockdev-add}. */
    String name();

    /** What it does, in one or two sentences, for help and the reference. */
    String doc();

    /**
     * Whether there is a better command for what it does; its {@link #doc} names it.
     *
     * @since 1.1
     */
    default boolean deprecated() {
        return false;
    }

    /**
     * What clients may look for in the schema before they rely on a behaviour, such as {@code
     * allow-write-only-overlay}.
     *
     * @since 1.1
     */
    default List<String> features() {
        return List.of();
    }

    /**
     * Its arguments: a {@link OptionType.Struct} or {@link OptionType.OneOf}; may depend on what
     * drivers are present.
     */
    OptionType arguments(Platform platform);

    /** The type of its result, or empty if it has none. */
    Optional<OptionType> result(Platform platform);

    /**
     * Does it.
     *
     * @param arguments a JSON tree, not yet checked
     * @return a JSON tree; an empty map if there is no result
     */
    Object run(Map<String, Object> arguments, CommandContext context) throws IOException;
}
