package org.blockyard.driver;

import java.io.IOException;
import org.blockyard.option.OptionSchema;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A driver that makes new images. The option names are those of {@code blockdev-create}; {@code img
 * create -o} finds them by their legacy names.
 *
 * @param <C> the record of its creation options; a format's has a component {@code file}, each has
 *     {@code size}
 */
@ConsumerType
public interface Creating<C extends Record> {
    /** The creation options. */
    OptionSchema<C> createOptions();

    /**
     * Makes an image. Whether it replaces what is there is for the protocol to say: a file is cut
     * to nothing first.
     *
     * @throws org.blockyard.io.BlockException if it can't be made; what was begun may be left
     *     behind
     */
    void create(C options, CreateContext context) throws IOException;

    /**
     * Takes away what {@link #create} has made of the same options, for what it was to hold could
     * not be made. Does nothing unless the driver makes files that are of no use then.
     *
     * @throws org.blockyard.io.BlockException if it can't be taken away
     */
    default void remove(C options) throws IOException {}
}
