package org.blockyard.driver;

import java.io.IOException;
import org.blockyard.option.OptionSchema;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to open disks: a format, a protocol or a filter. A bundle announces it with {@link
 * org.blockyard.platform.Provide @Provide}; the class has a public constructor without parameters
 * and no state. What else it can do it says by implementing {@link Probing}, {@link Creating} or
 * {@link FileNames}.
 *
 * @param <O> the record of its options
 */
@ConsumerType
public interface BlockDriver<O extends Record> {
    /** The name in options and commands, such as {@code qcow2}; the same as announced. */
    String name();

    /** What it is for. */
    DriverKind kind();

    /** Its options, without those that every node has. */
    OptionSchema<O> options();

    /**
     * Opens a disk. On failure nothing stays open: what was opened through the context is closed by
     * the kernel. It must not write to an image when the context says read-only.
     *
     * @throws org.blockyard.io.BlockException if the disk can't be opened as asked
     */
    BlockDevice open(O options, OpenContext context) throws IOException;
}
