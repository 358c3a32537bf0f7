package org.blockyard.protocol.nothing;

import org.blockyard.driver.BlockDriver;
import org.blockyard.platform.Provide;

/** A device without a medium, under the name that stands for requests completed later. */
@Provide(services = BlockDriver.class, name = NullAioDriver.NAME)
public final class NullAioDriver extends NullDriver {
    static final String NAME = "null-aio";

    /** Made by the platform. */
    public NullAioDriver() {
        super(NAME);
    }
}
