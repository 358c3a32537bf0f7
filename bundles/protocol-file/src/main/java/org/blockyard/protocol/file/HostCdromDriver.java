package org.blockyard.protocol.file;

import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Probing;
import org.blockyard.platform.Provide;

/** CD-ROM drives of the host, with the medium that is in them when they are opened. */
@Provide(services = BlockDriver.class, name = HostCdromDriver.NAME)
public final class HostCdromDriver extends PathDriver {
    static final String NAME = "host_cdrom";

    /** Made by the platform. */
    public HostCdromDriver() {
        super(NAME, true);
    }

    @Override
    public int probePath(String path) {
        return DevicePaths.isCdrom(path) ? Probing.CERTAIN : Probing.NO;
    }
}
