package org.blockyard.export;

import java.io.IOException;
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

    /** Starts to serve. On failure nothing is left behind. */
    BlockExport open(O options, ExportContext context) throws IOException;
}
