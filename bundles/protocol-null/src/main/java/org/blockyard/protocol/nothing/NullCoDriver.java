package org.blockyard.protocol.nothing;

import org.blockyard.driver.BlockDriver;
import org.blockyard.platform.Provide;

/** A device without a medium, under the name that stands for requests made in place. */
@Provide(services = BlockDriver.class, name = NullCoDriver.NAME)
public final class NullCoDriver extends NullDriver {
    static final String NAME = "null-co";

    /** Made by the platform. */
    public NullCoDriver() {
        super(NAME);
    }
}
