package org.blockyard.export;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.option.OptionSchema;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to serve nodes to clients, such as NBD. A bundle announces it with {@link
 * org.blockyard.platform.Provide @Provide}.
 *
 * @param <O> the record of its own options, without those that every export has
 */
@ConsumerType
public interface BlockExportType<O extends Record> {
    /** The name in options, such as {@code nbd}; the same as announced. */
    String name();

    /** Its own options. */
    OptionSchema<O> options();

    /**
     * What others may do with a node while it is served; everything, unless clients can't be told
     * of it.
     */
    default Set<Permission> shared() {
        return EnumSet.allOf(Permission.class);
    }

    /** Starts to serve. On failure nothing is left behind. */
    BlockExport open(O options, ExportContext context) throws IOException;
}
