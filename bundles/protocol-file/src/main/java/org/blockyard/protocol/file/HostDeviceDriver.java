package org.blockyard.protocol.file;

import java.io.IOException;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.Probing;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Block and character devices of the host. */
@Provide(services = BlockDriver.class, name = HostDeviceDriver.NAME)
public final class HostDeviceDriver extends PathDriver implements Creating<DeviceCreateOptions> {
    static final String NAME = "host_device";

    /** Made by the platform. */
    public HostDeviceDriver() {
        super(NAME, true);
    }

    @Override
    public OptionSchema<DeviceCreateOptions> createOptions() {
        return OptionSchema.of(DeviceCreateOptions.class);
    }

    /** Checks that the device is long enough, and clears its first sector of what was there. */
    @Override
    public void create(DeviceCreateOptions options, CreateContext context) throws IOException {
        new DeviceClearing(options).clear();
    }

    @Override
    public int probePath(String path) {
        return DevicePaths.isDisk(path) ? Probing.CERTAIN : Probing.NO;
    }
}
