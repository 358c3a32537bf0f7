package org.blockyard.protocol.file;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Creating;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.Probing;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Block and character devices of the host. */
@Provide(services = BlockDriver.class, name = HostDeviceDriver.NAME)
public final class HostDeviceDriver
        implements BlockDriver<FileOptions>, Creating<DeviceCreateOptions>, FileNames {
    static final String NAME = "host_device";

    /** Made by the platform. */
    public HostDeviceDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.PROTOCOL;
    }

    @Override
    public OptionSchema<FileOptions> options() {
        return OptionSchema.of(FileOptions.class);
    }

    @Override
    public BlockDevice open(FileOptions options, OpenContext context) throws IOException {
        return new Opening(NAME, true, options, context).open();
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
    public List<String> prefixes() {
        return List.of(NAME);
    }

    @Override
    public Map<String, Object> parse(String fileName) {
        return PathNames.parse(NAME, fileName);
    }

    @Override
    public int probePath(String path) {
        return DevicePaths.isDisk(path) ? Probing.CERTAIN : Probing.NO;
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return PathNames.format(NAME, options);
    }
}
